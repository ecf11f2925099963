using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LineFraming;

/// <summary>
/// Tells at which of 64 bytes a delimiter ends. Each shape of delimiter has a type of its own, so that a loop over blocks is
/// compiled for each and keeps what it seeks in registers: a choice within the loop would cost more than the comparison.
/// </summary>
internal interface IDelimiterMask
{
    /// <summary>How many bytes before a block decide which delimiters end in it.</summary>
    int BytesBefore { get; }

    /// <summary>At which bytes of a block a delimiter ends: bit i stands for byte i.</summary>
    /// <param name="bytes">The <see cref="BytesBefore"/> bytes before the block, the 64 bytes of the block, and any number more.</param>
    ulong EndsIn(ReadOnlySpan<byte> bytes);

    /// <summary>Which bytes of a block are the last byte of a delimiter, whatever comes before them: all bits of each are set.</summary>
    /// <param name="block">The 64 bytes of the block, and any number more.</param>
    Vector512<byte> MayEnd(ReadOnlySpan<byte> block);
}

/// <summary>One byte, as LF.</summary>
internal readonly struct OneByteMask(byte only) : IDelimiterMask
{
    private readonly Vector512<byte> _only = Vector512.Create(only);

    public int BytesBefore => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) => ByteBlock.Equal(bytes, _only).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> MayEnd(ReadOnlySpan<byte> block) => ByteBlock.Equal(block, _only);
}

/// <summary>Two bytes, as CRLF.</summary>
internal readonly struct TwoBytesMask(byte first, byte last) : IDelimiterMask
{
    private readonly Vector512<byte> _first = Vector512.Create(first);
    private readonly Vector512<byte> _last = Vector512.Create(last);

    public int BytesBefore => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) => ByteBlock.EqualPair(bytes, _first, _last).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> MayEnd(ReadOnlySpan<byte> block) => ByteBlock.Equal(block, _last);
}

/// <summary>Either of two bytes.</summary>
internal readonly struct EitherByteMask(byte one, byte other) : IDelimiterMask
{
    private readonly Vector512<byte> _one = Vector512.Create(one);
    private readonly Vector512<byte> _other = Vector512.Create(other);

    public int BytesBefore => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) => MayEnd(bytes).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> MayEnd(ReadOnlySpan<byte> block) => ByteBlock.Equal(block, _one) | ByteBlock.Equal(block, _other);
}

/// <summary>Either of two delimiters of two bytes each.</summary>
internal readonly struct EitherTwoBytesMask(byte[] one, byte[] other) : IDelimiterMask
{
    private readonly Vector512<byte> _oneFirst = Vector512.Create(one[0]);
    private readonly Vector512<byte> _oneLast = Vector512.Create(one[1]);
    private readonly Vector512<byte> _otherFirst = Vector512.Create(other[0]);
    private readonly Vector512<byte> _otherLast = Vector512.Create(other[1]);

    public int BytesBefore => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) =>
        (ByteBlock.EqualPair(bytes, _oneFirst, _oneLast) | ByteBlock.EqualPair(bytes, _otherFirst, _otherLast)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> MayEnd(ReadOnlySpan<byte> block) => ByteBlock.Equal(block, _oneLast) | ByteBlock.Equal(block, _otherLast);
}

/// <summary>CR, and LF unless a CR is before it: that LF is part of the CR's ending (R15).</summary>
internal readonly struct AnyNewlineMask() : IDelimiterMask
{
    private readonly Vector512<byte> _cr = Vector512.Create((byte)'\r');
    private readonly Vector512<byte> _lf = Vector512.Create((byte)'\n');

    public int BytesBefore => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) =>
        (Vector512.AndNot(MayEnd(bytes[1..]), ByteBlock.EqualPair(bytes, _cr, _lf))).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> MayEnd(ReadOnlySpan<byte> block) => ByteBlock.Equal(block, _cr) | ByteBlock.Equal(block, _lf);
}

/// <summary>Four bytes, as CRLF CRLF.</summary>
internal readonly struct FourBytesMask(byte[] delimiter) : IDelimiterMask
{
    private readonly Vector512<byte> _first = Vector512.Create(delimiter[0]);
    private readonly Vector512<byte> _second = Vector512.Create(delimiter[1]);
    private readonly Vector512<byte> _third = Vector512.Create(delimiter[2]);
    private readonly Vector512<byte> _last = Vector512.Create(delimiter[3]);

    public int BytesBefore => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) =>
        (ByteBlock.EqualPair(bytes, _first, _second) & ByteBlock.EqualPair(bytes[2..], _third, _last)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> MayEnd(ReadOnlySpan<byte> block) => ByteBlock.Equal(block, _last);
}

/// <summary>Delimiters of any length, a few of them.</summary>
internal readonly struct AnyMask(byte[][] delimiters) : IDelimiterMask
{
    private readonly byte[] _lastBytes = [.. delimiters.Select(delimiter => delimiter[^1]).Distinct()];

    public int BytesBefore { get; } = delimiters.Max(delimiter => delimiter.Length) - 1;

    public ulong EndsIn(ReadOnlySpan<byte> bytes)
    {
        ulong ends = 0;
        foreach (byte[] delimiter in delimiters)
        {
            ends |= EndsOfOneIn(bytes[(BytesBefore - delimiter.Length + 1)..], delimiter);
        }

        return ends;
    }

    public Vector512<byte> MayEnd(ReadOnlySpan<byte> block)
    {
        Vector512<byte> mayEnd = Vector512<byte>.Zero;
        foreach (byte last in _lastBytes)
        {
            mayEnd |= ByteBlock.Equal(block, Vector512.Create(last));
        }

        return mayEnd;
    }

    // Two bytes at a time from the end. The last four are compared without asking whether a match is left, which would be
    // mispredicted too often; after four, one seldom is.
    private static ulong EndsOfOneIn(ReadOnlySpan<byte> bytes, byte[] delimiter)
    {
        int last = delimiter.Length - 1;
        ulong matches = ulong.MaxValue;
        for (int i = last; i > 0 && (last - i < 4 || matches != 0); i -= 2)
        {
            matches &= ByteBlock.EqualPair(bytes[(i - 1)..], Vector512.Create(delimiter[i - 1]), Vector512.Create(delimiter[i]))
                .ExtractMostSignificantBits();
        }

        return last % 2 == 0
            ? matches & ByteBlock.Equal(bytes, Vector512.Create(delimiter[0])).ExtractMostSignificantBits()
            : matches;
    }
}

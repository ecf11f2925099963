using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// Finds at which of 64 bytes a delimiter ends. Each shape of delimiter has a type of its own, so that a loop over blocks is
/// compiled for each and keeps what it seeks in registers: a choice within the loop would cost more than the comparison.
/// </summary>
internal interface IDelimiterMask<TBlock>
    where TBlock : struct, IByteBlock<TBlock>
{
    /// <summary>How many bytes before a block decide which delimiters end in it.</summary>
    int BytesBefore { get; }

    /// <summary>
    /// At which bytes of a block a delimiter ends: bit i stands for byte i. <paramref name="bytes"/> are the
    /// <see cref="BytesBefore"/> bytes before the block, its 64 bytes, and any number more.
    /// </summary>
    ulong EndsIn(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Which bytes of a block are the last byte of a delimiter, whatever comes before them: all bits of each are set. More bytes may
    /// follow the block's 64.
    /// </summary>
    TBlock MayEnd(ReadOnlySpan<byte> block);
}

/// <summary>One byte, as LF.</summary>
internal readonly struct OneByteMask<TBlock>(byte only) : IDelimiterMask<TBlock>
    where TBlock : struct, IByteBlock<TBlock>
{
    private readonly TBlock _only = TBlock.Of(only);

    public int BytesBefore => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) => TBlock.Equal(bytes, _only).Bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TBlock MayEnd(ReadOnlySpan<byte> block) => TBlock.Equal(block, _only);
}

/// <summary>Two bytes, as CRLF.</summary>
internal readonly struct TwoBytesMask<TBlock>(byte first, byte last) : IDelimiterMask<TBlock>
    where TBlock : struct, IByteBlock<TBlock>
{
    private readonly TBlock _first = TBlock.Of(first);
    private readonly TBlock _last = TBlock.Of(last);

    public int BytesBefore => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) => ByteBlock.EqualPair(bytes, _first, _last).Bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TBlock MayEnd(ReadOnlySpan<byte> block) => TBlock.Equal(block, _last);
}

/// <summary>Either of two bytes.</summary>
internal readonly struct EitherByteMask<TBlock>(byte one, byte other) : IDelimiterMask<TBlock>
    where TBlock : struct, IByteBlock<TBlock>
{
    private readonly TBlock _one = TBlock.Of(one);
    private readonly TBlock _other = TBlock.Of(other);

    public int BytesBefore => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) => MayEnd(bytes).Bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TBlock MayEnd(ReadOnlySpan<byte> block) => TBlock.Equal(block, _one) | TBlock.Equal(block, _other);
}

/// <summary>Either of two delimiters of two bytes each.</summary>
internal readonly struct EitherTwoBytesMask<TBlock>(byte[] one, byte[] other) : IDelimiterMask<TBlock>
    where TBlock : struct, IByteBlock<TBlock>
{
    private readonly TBlock _oneFirst = TBlock.Of(one[0]);
    private readonly TBlock _oneLast = TBlock.Of(one[1]);
    private readonly TBlock _otherFirst = TBlock.Of(other[0]);
    private readonly TBlock _otherLast = TBlock.Of(other[1]);

    public int BytesBefore => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) =>
        (ByteBlock.EqualPair(bytes, _oneFirst, _oneLast) | ByteBlock.EqualPair(bytes, _otherFirst, _otherLast)).Bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TBlock MayEnd(ReadOnlySpan<byte> block) => TBlock.Equal(block, _oneLast) | TBlock.Equal(block, _otherLast);
}

/// <summary>CR, and LF unless a CR is before it: that LF is part of the CR's ending (R15).</summary>
internal readonly struct AnyNewlineMask<TBlock>() : IDelimiterMask<TBlock>
    where TBlock : struct, IByteBlock<TBlock>
{
    private readonly TBlock _cr = TBlock.Of((byte)'\r');
    private readonly TBlock _lf = TBlock.Of((byte)'\n');

    public int BytesBefore => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) =>
        (TBlock.AndNot(MayEnd(bytes[1..]), ByteBlock.EqualPair(bytes, _cr, _lf))).Bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TBlock MayEnd(ReadOnlySpan<byte> block) => TBlock.Equal(block, _cr) | TBlock.Equal(block, _lf);
}

/// <summary>Four bytes, as CRLF CRLF.</summary>
internal readonly struct FourBytesMask<TBlock>(byte[] delimiter) : IDelimiterMask<TBlock>
    where TBlock : struct, IByteBlock<TBlock>
{
    private readonly TBlock _first = TBlock.Of(delimiter[0]);
    private readonly TBlock _second = TBlock.Of(delimiter[1]);
    private readonly TBlock _third = TBlock.Of(delimiter[2]);
    private readonly TBlock _last = TBlock.Of(delimiter[3]);

    public int BytesBefore => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) =>
        (ByteBlock.EqualPair(bytes, _first, _second) & ByteBlock.EqualPair(bytes[2..], _third, _last)).Bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TBlock MayEnd(ReadOnlySpan<byte> block) => TBlock.Equal(block, _last);
}

/// <summary>Delimiters of any length, a few of them.</summary>
internal readonly struct AnyMask<TBlock>(byte[][] delimiters) : IDelimiterMask<TBlock>
    where TBlock : struct, IByteBlock<TBlock>
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

    public TBlock MayEnd(ReadOnlySpan<byte> block)
    {
        TBlock mayEnd = default;
        foreach (byte last in _lastBytes)
        {
            mayEnd |= TBlock.Equal(block, TBlock.Of(last));
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
            matches &= ByteBlock.EqualPair(bytes[(i - 1)..], TBlock.Of(delimiter[i - 1]), TBlock.Of(delimiter[i]))
                .Bits;
        }

        return last % 2 == 0
            ? matches & TBlock.Equal(bytes, TBlock.Of(delimiter[0])).Bits
            : matches;
    }
}

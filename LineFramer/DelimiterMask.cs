using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LineFraming;

/// <summary>
/// Says which of 64 bytes end a delimiter. There is a type for each shape that delimiters have, so that a loop over many
/// blocks is compiled for each and keeps the bytes it looks for in registers: to choose inside of the loop costs more than
/// the comparing.
/// </summary>
internal interface IDelimiterMask
{
    /// <summary>How many bytes before a block must be seen to tell which delimiters end in it.</summary>
    int BytesBefore { get; }

    /// <summary>Which bytes of a block end a delimiter: bit i stands for byte i.</summary>
    /// <param name="bytes">The <see cref="BytesBefore"/> the block, and its 64 bytes; more do not matter.</param>
    ulong EndsIn(ReadOnlySpan<byte> bytes);
}

/// <summary>LF, say.</summary>
internal readonly struct OneByteMask(byte only) : IDelimiterMask
{
    private readonly Vector512<byte> _only = Vector512.Create(only);

    public int BytesBefore => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) => ByteBlock.Equal(bytes, _only);
}

/// <summary>CR LF, say.</summary>
internal readonly struct TwoBytesMask(byte first, byte last) : IDelimiterMask
{
    private readonly Vector512<byte> _first = Vector512.Create(first);
    private readonly Vector512<byte> _last = Vector512.Create(last);

    public int BytesBefore => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) => ByteBlock.EqualBehind(bytes, _first, _last);
}

/// <summary>Either of two bytes.</summary>
internal readonly struct EitherByteMask(byte one, byte other) : IDelimiterMask
{
    private readonly Vector512<byte> _one = Vector512.Create(one);
    private readonly Vector512<byte> _other = Vector512.Create(other);

    public int BytesBefore => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) => ByteBlock.Equal(bytes, _one) | ByteBlock.Equal(bytes, _other);
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
        ByteBlock.EqualBehind(bytes, _oneFirst, _oneLast) | ByteBlock.EqualBehind(bytes, _otherFirst, _otherLast);
}

/// <summary>CR, and LF unless it belongs to a CR before it (R15), so that a line ends where its content does.</summary>
internal readonly struct AnyNewlineMask() : IDelimiterMask
{
    private readonly Vector512<byte> _cr = Vector512.Create((byte)'\r');
    private readonly Vector512<byte> _lf = Vector512.Create((byte)'\n');

    public int BytesBefore => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> block = bytes[1..];
        ulong lineFeeds = ByteBlock.Equal(block, _lf) & ~ByteBlock.EqualBehind(bytes, _cr, _lf);
        return lineFeeds | ByteBlock.Equal(block, _cr);
    }
}

/// <summary>CR LF CR LF, say.</summary>
internal readonly struct FourBytesMask(byte[] delimiter) : IDelimiterMask
{
    private readonly Vector512<byte> _first = Vector512.Create(delimiter[0]);
    private readonly Vector512<byte> _second = Vector512.Create(delimiter[1]);
    private readonly Vector512<byte> _third = Vector512.Create(delimiter[2]);
    private readonly Vector512<byte> _last = Vector512.Create(delimiter[3]);

    public int BytesBefore => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> bytes) =>
        ByteBlock.EqualBehind(bytes[2..], _third, _last) & ByteBlock.EqualBehind(bytes, _first, _second);
}

/// <summary>Delimiters of any number and length.</summary>
internal readonly struct AnyMask(byte[][] delimiters) : IDelimiterMask
{
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

    // Two bytes at a time, and of the last four without a look at what is left: whether anything is would be guessed wrong
    // too often. Behind four it seldom is.
    private static ulong EndsOfOneIn(ReadOnlySpan<byte> bytes, byte[] delimiter)
    {
        int last = delimiter.Length - 1;
        ulong matches = ulong.MaxValue;
        for (int i = last; i > 0 && (last - i < 4 || matches != 0); i -= 2)
        {
            matches &= ByteBlock.EqualBehind(bytes[(i - 1)..], Vector512.Create(delimiter[i - 1]), Vector512.Create(delimiter[i]));
        }

        return last % 2 == 0 ? matches & ByteBlock.Equal(bytes, Vector512.Create(delimiter[0])) : matches;
    }
}

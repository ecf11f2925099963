using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// Says which of 64 bytes end a delimiter. There is a type for each shape that delimiters have, so that a loop over many
/// blocks is compiled for each and keeps the bytes it looks for in registers: to choose inside of the loop costs more than
/// the comparing.
/// </summary>
internal interface IDelimiterMask
{
    /// <summary>
    /// Which of the 64 bytes from <paramref name="start"/> on end a delimiter: bit i stands for byte i. There must be
    /// as many bytes before them as <see cref="DelimiterSearch.BytesBefore"/> says.
    /// </summary>
    ulong EndsIn(ReadOnlySpan<byte> chunk, int start);
}

/// <summary>LF, say.</summary>
internal readonly struct OneByteMask(byte only) : IDelimiterMask
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> chunk, int start) => ByteBlock.Equal(chunk, start, only);
}

/// <summary>CR LF, say.</summary>
internal readonly struct TwoBytesMask(byte first, byte last) : IDelimiterMask
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> chunk, int start) => ByteBlock.EqualBehind(chunk, start, first, last);
}

/// <summary>One delimiter of two shapes: what either ends. CR or LF, say.</summary>
internal readonly struct EitherMask<TOne, TOther>(TOne one, TOther other) : IDelimiterMask
    where TOne : struct, IDelimiterMask
    where TOther : struct, IDelimiterMask
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> chunk, int start) => one.EndsIn(chunk, start) | other.EndsIn(chunk, start);
}

/// <summary>CR, and LF unless it belongs to a CR before it (R15), so that a line ends where its content does.</summary>
internal readonly struct AnyNewlineMask : IDelimiterMask
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> chunk, int start)
    {
        ulong lineFeeds = ByteBlock.Equal(chunk, start, (byte)'\n') & ~ByteBlock.EqualBehind(chunk, start, (byte)'\r', (byte)'\n');
        return lineFeeds | ByteBlock.Equal(chunk, start, (byte)'\r');
    }
}

/// <summary>CR LF CR LF, say.</summary>
internal readonly struct FourBytesMask(TwoBytesMask first, TwoBytesMask last) : IDelimiterMask
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EndsIn(ReadOnlySpan<byte> chunk, int start) => last.EndsIn(chunk, start) & first.EndsIn(chunk, start - 2);
}

/// <summary>Delimiters of any number and length.</summary>
internal readonly struct AnyMask(byte[][] delimiters) : IDelimiterMask
{
    public ulong EndsIn(ReadOnlySpan<byte> chunk, int start)
    {
        ulong ends = 0;
        foreach (byte[] delimiter in delimiters)
        {
            ends |= EndsOfOneIn(chunk, start, delimiter);
        }

        return ends;
    }

    // Two bytes at a time, and of the last four without a look at what is left: whether anything is would be guessed wrong
    // too often. Behind four it seldom is.
    private static ulong EndsOfOneIn(ReadOnlySpan<byte> chunk, int start, byte[] delimiter)
    {
        int last = delimiter.Length - 1;
        ulong matches = ulong.MaxValue;
        for (int i = last; i > 0 && (last - i < 4 || matches != 0); i -= 2)
        {
            matches &= ByteBlock.EqualBehind(chunk, start - (last - i), delimiter[i - 1], delimiter[i]);
        }

        return last % 2 == 0 ? matches & ByteBlock.Equal(chunk, start - last, delimiter[0]) : matches;
    }
}

namespace LineFraming.Testing;

/// <summary>
/// An automaton that falls back once where it must fall back until something fits: after <c>CR LF CR</c> and one more CR it has
/// forgotten that a delimiter may begin with that.
/// </summary>
internal sealed class FallsBackOnce(FramerOptions options) : TextbookFramer(options)
{
    private readonly int[] _matched = new int[options.Delimiter.Strings.Length];
    private long _line = -1;
    private int _done;

    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        if (_line != LineOffset || _done > end)
        {
            Array.Clear(_matched);
            (_line, _done) = (LineOffset, 0);
        }

        for (; _done < end; _done++)
        {
            for (int i = 0; i < _matched.Length; i++)
            {
                _matched[i] = Step(Options.Delimiter.Strings[i], _matched[i], line[_done]);
            }
        }

        return Options.Delimiter.Strings.Where((delimiter, i) => _matched[i] == delimiter.Length).MaxBy(delimiter => delimiter.Length);
    }

    private static int Step(byte[] delimiter, int matched, byte value)
    {
        int from = matched == delimiter.Length ? Fallback(delimiter, matched) : matched;
        if (delimiter[from] == value)
        {
            return from + 1;
        }

        from = Fallback(delimiter, from);
        return delimiter[from] == value ? from + 1 : 0;
    }

    // How much of the delimiter's beginning the bytes before the mismatch end with.
    private static int Fallback(byte[] delimiter, int matched)
    {
        int length = Math.Max(matched - 1, 0);
        while (length > 0 && !delimiter.AsSpan(0, matched).EndsWith(delimiter.AsSpan(0, length)))
        {
            length--;
        }

        return length;
    }
}

/// <summary>A search for up to three values at once, which forgets that a set may have more.</summary>
internal sealed class FourthDelimiterForgotten(FramerOptions options) : TextbookFramer(options)
{
    private const int Known = 3;

    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        byte[]? longest = null;
        foreach (byte[] delimiter in Options.Delimiter.Strings.Take(Known))
        {
            longest = delimiter.Length > (longest?.Length ?? 0) && line.Has(delimiter, end, from) ? delimiter : longest;
        }

        return longest;
    }
}

/// <summary>A delimiter is compared as one number of eight bytes: of a longer one, no more than the last eight.</summary>
internal sealed class EightBytesCompared(FramerOptions options) : TextbookFramer(options)
{
    private const int Compared = 8;

    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        byte[]? longest = null;
        foreach (byte[] delimiter in Options.Delimiter.Strings)
        {
            bool isThere = end - delimiter.Length >= from
                && line.Has(delimiter.AsSpan(Math.Max(delimiter.Length - Compared, 0)), end, from);
            longest = delimiter.Length > (longest?.Length ?? 0) && isThere ? delimiter : longest;
        }

        return longest;
    }
}

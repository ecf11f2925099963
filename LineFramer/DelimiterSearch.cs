using System.Buffers;

namespace LineFraming;

/// <summary>
/// Finds where lines end. Within a chunk it looks, many bytes at a time, for the last byte of any delimiter and then
/// compares backwards; at a cut, where a delimiter may have begun in bytes that are gone, a
/// <see cref="DelimiterAutomaton"/> carries on for the few bytes until what it remembers lies in this chunk.
/// </summary>
internal sealed class DelimiterSearch
{
    private readonly DelimiterAutomaton _automaton;
    private readonly SearchValues<byte> _lastBytes;
    private readonly byte[][] _longestFirst;

    public DelimiterSearch(byte[][] delimiters)
    {
        Delimiters = delimiters;
        _automaton = new DelimiterAutomaton(delimiters);
        _lastBytes = SearchValues.Create([.. delimiters.Select(delimiter => delimiter[^1])]);
        _longestFirst = [.. delimiters.OrderByDescending(delimiter => delimiter.Length)];
    }

    public IReadOnlyList<byte[]> Delimiters { get; }

    /// <summary>The length of the longest delimiter, in bytes.</summary>
    public int LongestDelimiter => _longestFirst[0].Length;

    /// <summary>How many bytes before <paramref name="state"/> are the beginning of a delimiter.</summary>
    public int PartialLength(int state) => _automaton.Depth(state);

    /// <summary>Finds the first line end in <paramref name="bytes"/>.</summary>
    /// <param name="bytes">Bytes of one line and perhaps of later ones, from where <paramref name="state"/> was taken.</param>
    /// <param name="searched">No line ends in this many first bytes: they were searched before.</param>
    /// <param name="state">What the bytes of the line before these end with.</param>
    /// <param name="delimiter">The delimiter that ends the line; null if none does.</param>
    /// <returns>The index behind the delimiter, or -1.</returns>
    public int FindEnd(ReadOnlySpan<byte> bytes, int searched, int state, out byte[]? delimiter)
    {
        int end = 0;
        while (_automaton.Depth(state) > end && end < bytes.Length)
        {
            state = _automaton.Step(state, bytes[end++]);
            delimiter = _automaton.Delimiter(state);
            if (delimiter is not null)
            {
                return end;
            }
        }

        end = Math.Max(end, searched);
        while (true)
        {
            int last = bytes[end..].IndexOfAny(_lastBytes);
            if (last < 0)
            {
                delimiter = null;
                return -1;
            }

            end += last + 1;
            delimiter = EndOf(bytes[..end]);
            if (delimiter is not null)
            {
                return end;
            }
        }
    }

    /// <summary>The state behind <paramref name="bytes"/>, in which no line ends.</summary>
    public int Advance(int state, ReadOnlySpan<byte> bytes)
    {
        // A partial delimiter is shorter than the longest delimiter, so what came before those bytes is out of reach.
        if (bytes.Length >= LongestDelimiter)
        {
            state = DelimiterAutomaton.Start;
            bytes = bytes[^(LongestDelimiter - 1)..];
        }

        foreach (byte b in bytes)
        {
            state = _automaton.Step(state, b);
        }

        return state;
    }

    /// <summary>
    /// Finds the byte that proves a line too long (R4): the first one behind which the bytes of the line, less the
    /// partial delimiter at their end, exceed the limit.
    /// </summary>
    /// <param name="state">The state before <paramref name="bytes"/>; set to the one behind the proof.</param>
    /// <param name="bytes">The bytes that follow the held ones, with the proof among them or already before them.</param>
    /// <param name="held">How many bytes of the line came before.</param>
    /// <param name="limit">The limit in content bytes, inclusive.</param>
    /// <param name="delimiter">The delimiter that ends on the very byte of the proof, or null.</param>
    /// <returns>The index behind the proof.</returns>
    public int FindProof(ref int state, ReadOnlySpan<byte> bytes, int held, int limit, out byte[]? delimiter)
    {
        // The proof is at the earliest the byte limit + 1; begin as far before it as a partial delimiter can reach.
        int index = (int)Math.Max(limit + 2L - LongestDelimiter - held, 0);
        if (index > 0)
        {
            state = DelimiterAutomaton.Start;
        }

        delimiter = null;
        while (delimiter is null && (long)held + index - _automaton.Depth(state) <= limit)
        {
            state = _automaton.Step(state, bytes[index++]);
            delimiter = _automaton.Delimiter(state);
        }

        return index;
    }

    private byte[]? EndOf(ReadOnlySpan<byte> bytes)
    {
        foreach (byte[] delimiter in _longestFirst)
        {
            if (bytes.EndsWith(delimiter))
            {
                return delimiter;
            }
        }

        return null;
    }
}

using System.Buffers;
using System.Numerics;

namespace LineFraming;

/// <summary>
/// Finds where lines end. Within a chunk it looks, many bytes at a time, for the last byte of any delimiter and then
/// compares backwards; at a cut, where a delimiter may have begun in bytes that are gone, a
/// <see cref="DelimiterAutomaton"/> carries on for the few bytes until what it remembers lies in this chunk.
/// </summary>
internal sealed class DelimiterSearch
{
    // So few are faster looked at one by one.
    private const int FewBytes = 4;

    private readonly DelimiterAutomaton _automaton;
    private readonly SearchValues<byte> _lastBytes;

    // For one block at a time, whatever the delimiters.
    private readonly AnyMask _mask;

    // Those that end with a byte, the longest first.
    private readonly byte[][][] _endingWith = new byte[1 + byte.MaxValue][][];

    public DelimiterSearch(byte[][] delimiters, bool isAnyNewline)
    {
        Delimiters = delimiters;
        Only = delimiters.Length == 1 ? delimiters[0] : null;
        _automaton = new DelimiterAutomaton(delimiters);
        _lastBytes = SearchValues.Create([.. delimiters.Select(delimiter => delimiter[^1])]);
        byte[][] longestFirst = [.. delimiters.OrderByDescending(delimiter => delimiter.Length)];
        int shorter = longestFirst[^1].Length;
        LongestDelimiter = longestFirst[0].Length;
        if (LongestDelimiter == shorter)
        {
            PlainLength = shorter;
        }
        else if (delimiters.Length == 2 && longestFirst[0].AsSpan().EndsWith(longestFirst[1]) && LongestDelimiter == shorter + 1)
        {
            PlainLength = shorter;
            OptionalByte = longestFirst[0][0];
        }

        // Of CR LF and LF only LF: whatever ends with a delimiter that has another as its suffix, ends with that too.
        byte[][] shortest = [.. delimiters.Where(delimiter =>
            !delimiters.Any(other => other.Length < delimiter.Length && delimiter.AsSpan().EndsWith(other)))];
        _mask = new AnyMask(shortest);
        Blocks = BlockSearch.For(shortest, isAnyNewline);
        Array.Fill(_endingWith, []);
        foreach (IGrouping<byte, byte[]> alike in longestFirst.GroupBy(delimiter => delimiter[^1]))
        {
            _endingWith[alike.Key] = [.. alike];
        }
    }

    /// <summary>
    /// The length of every delimiter, in bytes; of CR LF and LF, or what else differs by one byte in front, that of the
    /// shorter. 0 if their lengths differ otherwise.
    /// </summary>
    public int PlainLength { get; }

    /// <summary>The byte that may come before a delimiter of <see cref="PlainLength"/> and then belongs to it; -1 if none does.</summary>
    public int OptionalByte { get; } = -1;

    public IReadOnlyList<byte[]> Delimiters { get; }

    /// <summary>The delimiter, if it is the only one.</summary>
    public byte[]? Only { get; }

    /// <summary>The length of the longest delimiter, in bytes.</summary>
    public int LongestDelimiter { get; }

    /// <summary>The search for many ends at once.</summary>
    public BlockSearch Blocks { get; }

    /// <summary>How many bytes of the chunk there must be before what <see cref="Blocks"/> searches.</summary>
    public int BytesBefore => Blocks.BytesBefore;

    /// <summary>How many bytes before <paramref name="state"/> are the beginning of a delimiter.</summary>
    public int PartialLength(int state) => _automaton.Depth(state);

    /// <summary>Whether a delimiter begins with this byte.</summary>
    public bool MayBegin(byte b) => _automaton.Step(DelimiterAutomaton.Start, b) != DelimiterAutomaton.Start;

    /// <summary>Finds the first end of a line.</summary>
    /// <param name="chunk">The bytes of a line, perhaps of earlier ones before it and of later ones behind it.</param>
    /// <param name="start">Where the line, or what is not yet taken of it, begins.</param>
    /// <param name="to">Ends behind this index do not matter.</param>
    /// <param name="ahead">How far to search for the ends of later lines too, where that is not far behind the end of this one.</param>
    /// <param name="ends">What was found in the chunk before; on return with the end that was found, if there is one.</param>
    /// <param name="state">
    /// What the bytes of the line before <paramref name="start"/> end with; if no line ends, on return what those before
    /// <paramref name="to"/> end with.
    /// </param>
    /// <param name="delimiter">The delimiter that ends the line; null if none does.</param>
    /// <returns>The index behind the delimiter, or -1.</returns>
    public int FindEnd(
        ReadOnlySpan<byte> chunk, int start, int to, int ahead, scoped ref LineEnds ends, ref int state, out byte[]? delimiter)
    {
        int index = start;

        // To look ahead takes blocks, and a block bytes before it: at the beginning of a chunk these come one by one too.
        int bytewise = to - start <= FewBytes ? to : ahead > start && BytesBefore <= FewBytes ? BytesBefore : start;
        while (index < to && (index < bytewise || _automaton.Depth(state) > index - start))
        {
            state = _automaton.Step(state, chunk[index++]);
            delimiter = _automaton.Delimiter(state);
            if (delimiter is not null)
            {
                ends.Add(index);
                return index;
            }
        }

        delimiter = null;
        ends.DropTo(index);
        if (index == to)
        {
            ends.SearchedTo(to);
            return -1;
        }

        while (true)
        {
            if (!ends.IsAnyKnown && ahead > index)
            {
                ends.LookAhead(this, chunk, index, to, ahead);
            }

            if (!ends.IsAnyKnown)
            {
                ends.SearchOne(this, chunk, index, to);
            }

            if (!ends.IsAnyKnown || ends.Next > to)
            {
                state = Advance(state, chunk[index..to]);
                return -1;
            }

            int end = ends.Next;
            delimiter = EndOf(chunk[start..end]);
            if (delimiter is not null)
            {
                return end;
            }

            ends.Drop();
        }
    }

    /// <summary>
    /// The index of the first byte from <paramref name="from"/> on and before <paramref name="to"/> that ends a
    /// delimiter, or else <paramref name="to"/>; on the terms of <see cref="IDelimiterMask"/>, and in a chunk of 64 bytes more.
    /// </summary>
    public int Skip(ReadOnlySpan<byte> chunk, int from, int to)
    {
        // Long lines are searched fastest for one byte; if that was not a delimiter's, the stream may be full of such bytes.
        from = IndexOfLastByte(chunk, from, to);
        if (from < to && EndOf(chunk[..(from + 1)]) is not null)
        {
            return from;
        }

        AnyMask mask = _mask;
        while (from < to)
        {
            int start = Math.Min(from, chunk.Length - ByteBlock.Size);
            ulong ends = mask.EndsIn(chunk[(start - mask.BytesBefore)..]) >> (from - start);
            if (ends != 0)
            {
                return Math.Min(from + BitOperations.TrailingZeroCount(ends), to);
            }

            from = start + ByteBlock.Size;
        }

        return to;
    }

    /// <summary>The index of the first byte there that is the last byte of a delimiter, whatever is before it, or else <paramref name="to"/>.</summary>
    public int IndexOfLastByte(ReadOnlySpan<byte> chunk, int from, int to)
    {
        int index = chunk[from..to].IndexOfAny(_lastBytes);
        return index < 0 ? to : from + index;
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
        // The proof is at the earliest the byte limit + 1, and mostly that one.
        delimiter = null;
        int earliest = limit - held;
        if (earliest >= 0 && !_automaton.Occurs(bytes[earliest]))
        {
            state = DelimiterAutomaton.Start;
            return earliest + 1;
        }

        // Else begin as far before it as a partial delimiter can reach.
        int index = (int)Math.Max(limit + 2L - LongestDelimiter - held, 0);
        int at = index > 0 ? DelimiterAutomaton.Start : state;
        while (delimiter is null && (long)held + index - _automaton.Depth(at) <= limit)
        {
            at = _automaton.Step(at, bytes[index++]);
            delimiter = _automaton.Delimiter(at);
        }

        state = at;
        return index;
    }

    /// <summary>The longest delimiter that <paramref name="bytes"/>, of which there is one at least, end with, or null.</summary>
    public byte[]? EndOf(ReadOnlySpan<byte> bytes)
    {
        foreach (byte[] delimiter in _endingWith[bytes[^1]])
        {
            if (EndsWith(bytes, delimiter))
            {
                return delimiter;
            }
        }

        return null;
    }

    // Delimiters are so short that comparing them byte by byte is faster than calling something that compares many.
    private static bool EndsWith(ReadOnlySpan<byte> bytes, byte[] delimiter)
    {
        int before = bytes.Length - delimiter.Length;
        if (before < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> end = bytes[before..];
        int i = 0;
        while (i < end.Length && i < delimiter.Length && end[i] == delimiter[i])
        {
            i++;
        }

        return i == delimiter.Length;
    }
}

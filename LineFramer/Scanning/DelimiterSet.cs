using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// The delimiters of a framer, immutable and shared, and where the line that is being read ends. An end is found in three
/// steps: by the automaton, while a delimiter that began in an earlier chunk is open; from the queue of ends that were found
/// ahead; else by filling the queue. A set that is too large for vectors is scanned by the automaton alone (R11).
/// </summary>
/// <remarks>
/// Codegen notes. The look into the queue is inlined into the loop, and answers at the end of a chunk too. The search is not; it is
/// optimized when it is first compiled, and calls the scanner of the set virtually, once for many lines.
/// </remarks>
internal sealed class DelimiterSet
{
    /// <summary>The number that stands for no delimiter.</summary>
    public const int None = -1;

    /// <summary>The longest delimiter that is scanned for with vectors, in bytes.</summary>
    public const int MaxScannedLength = 64;

    /// <summary>The largest set that is scanned for with vectors.</summary>
    public const int MaxScannedCount = 8;

    // Up to so many bytes, stepping through them is faster than a scan.
    private const int FewBytes = 4;

    private readonly LastByteTable? _lastBytes;
    private readonly int _bytesBefore;

    // Through so many bytes of a chunk the automaton steps, because the scanner needs bytes before a block; 0 if no delimiter is short
    // enough to end among those bytes.
    private readonly int _bytewise;

    // The length of the only delimiter; 0 if there are several.
    private readonly int _onlyLength;

    public DelimiterSet(byte[][] delimiters, bool isAnyNewline)
    {
        Delimiters = delimiters;
        IsAnyNewline = isAnyNewline;
        (byte[] shortest, byte[] longest) = ShortestAndLongest(delimiters);
        Longest = longest.Length;
        Automaton = new DelimiterAutomaton(delimiters);
        _onlyLength = delimiters.Length == 1 ? delimiters[0].Length : 0;
        if (Longest <= MaxScannedLength && delimiters.Length <= MaxScannedCount)
        {
            _lastBytes = new LastByteTable(delimiters);
            Scanner = DelimiterScanner.For(delimiters, isAnyNewline, _lastBytes);
            _bytesBefore = Scanner.BytesBefore;
            _bytewise = shortest.Length > _bytesBefore ? 0 : _bytesBefore;
            (FastDelimiterLength, OptionalByte) = FastPath(shortest, longest, delimiters.Length);
        }
    }

    /// <summary>Recognises the delimiters byte by byte.</summary>
    public DelimiterAutomaton Automaton { get; }

    /// <summary>Scans with vectors; null for a set that the automaton alone scans for.</summary>
    public DelimiterScanner? Scanner { get; }

    /// <summary>The delimiters by their number; of any newline CR is the first.</summary>
    public byte[][] Delimiters { get; }

    public bool IsAnyNewline { get; }

    /// <summary>The length of the longest delimiter, in bytes.</summary>
    public int Longest { get; }

    /// <summary>
    /// The length of every delimiter, in bytes; of two that differ by one byte in front, as CRLF and LF, that of the shorter.
    /// 0 if their lengths differ otherwise, or the automaton alone scans: the fast path is then closed.
    /// </summary>
    public int FastDelimiterLength { get; }

    /// <summary>
    /// The byte that may come before a delimiter of <see cref="FastDelimiterLength"/> and then belongs to it; -1 if there is none.
    /// </summary>
    public int OptionalByte { get; } = -1;

    /// <summary>Whether a delimiter of the set can never end a line (R2).</summary>
    public bool HasUnreachableDelimiter => Automaton.HasUnreachableDelimiter;

    /// <summary>Whether a delimiter begins with this byte.</summary>
    public bool MayBegin(byte b) => Automaton.Step(DelimiterAutomaton.Start, b) != DelimiterAutomaton.Start;

    /// <summary>
    /// Finds the end of a line in the queue of ends, if no delimiter is open: nearly always it is there. The line begins at
    /// <paramref name="start"/>, or goes on there, and no end after <paramref name="to"/> matters.
    /// </summary>
    /// <returns>
    /// Whether the queue decides: the line ends at a queued end; or no end is within <paramref name="to"/>, because all of that was
    /// scanned, or because the next end comes later. In the latter case the line is oversized, and its match state is not needed.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFindQueued(ReadOnlySpan<byte> chunk, int start, int to, in LineEndQueue queue, out LineEnd end)
    {
        end = LineEnd.None(to, DelimiterAutomaton.Start);
        if (!queue.IsAny)
        {
            if (queue.Scanned < to || Scanner is null)
            {
                return false;
            }

            end = LineEnd.None(to, StateAt(chunk, start, to, DelimiterAutomaton.Start));
            return true;
        }

        int next = queue.Next;
        if (next <= start)
        {
            return false;
        }

        if (next > to)
        {
            return true;
        }

        end = LineEnd.Found(next, DelimiterAtEndOf(chunk[start..next]));
        return end.IsFound;
    }

    /// <summary>
    /// Finds the end of a line that begins at <paramref name="start"/>, or goes on there in a match state. No end after
    /// <paramref name="to"/> matters; a scan may go on to <paramref name="ahead"/>. An end that was queued stays in the queue.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public LineEnd FindEnd(ReadOnlySpan<byte> chunk, int start, int to, int ahead, scoped ref LineEndQueue queue, int matchState)
    {
        DelimiterScanner? scanner = Scanner;
        if (scanner is null)
        {
            return StepToEnd(chunk, start, to, ref queue, matchState);
        }

        int index = start;
        int bytewise = to - start <= FewBytes ? to : _bytewise;
        if (matchState != DelimiterAutomaton.Start || start < bytewise)
        {
            LineEnd seam = StepThroughSeam(chunk, start, bytewise, to, ref queue, matchState);
            if (seam.IsFound || seam.Index == to)
            {
                return seam;
            }

            index = seam.Index;
            matchState = seam.MatchState;
        }

        queue.DropThrough(index);
        while (true)
        {
            if (!queue.IsAny && queue.Scanned < to)
            {
                // No delimiter ends before the byte at _bytesBefore, or the automaton has stepped up to it.
                scanner.Fill(chunk, Math.Max(index, Math.Min(_bytesBefore, to)), to, ahead, ref queue);
            }

            if (!queue.IsAny || queue.Next > to)
            {
                return LineEnd.None(to, StateAt(chunk, index, to, matchState));
            }

            int end = queue.Next;
            int delimiter = DelimiterAtEndOf(chunk[start..end]);
            if (delimiter >= 0)
            {
                return LineEnd.Found(end, delimiter);
            }

            queue.Drop();
        }
    }

    // The match state at "to", given that at "index" and that no line ends between them. If more of the chunk follows, the line is
    // oversized, and the state is not needed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int StateAt(ReadOnlySpan<byte> chunk, int index, int to, int matchState) =>
        to == chunk.Length ? Automaton.Advance(matchState, chunk[index..to]) : DelimiterAutomaton.Start;

    // Steps up to "bytewise", and as long as a delimiter that began in an earlier chunk is open. If it finds no end, it says where it
    // stopped.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private LineEnd StepThroughSeam(
        ReadOnlySpan<byte> chunk, int start, int bytewise, int to, scoped ref LineEndQueue queue, int matchState)
    {
        int index = start;
        PathCounts.TookIf(matchState != DelimiterAutomaton.Start, LinePath.Seam);
        while (index < to && (index < bytewise || (matchState != DelimiterAutomaton.Start && Automaton.Depth(matchState) > index - start)))
        {
            PathCounts.Scanned(1);
            matchState = Automaton.Step(matchState, chunk[index++]);
            int ended = Automaton.Delimiter(matchState);
            if (ended >= 0)
            {
                queue.AddIfNew(index);
                return LineEnd.Found(index, ended);
            }
        }

        if (index == to)
        {
            queue.ScannedTo(to, matchState);
        }

        return LineEnd.None(index, matchState);
    }

    /// <summary>The length of a delimiter in bytes, given its number; of <see cref="None"/> 0.</summary>
    public int LengthOf(int delimiter) => delimiter < 0 ? 0 : Delimiters[delimiter].Length;

    /// <summary>
    /// The number of the longest delimiter that ends at the end of <paramref name="line"/> and begins in it, given that one ends
    /// there; <see cref="None"/> if each begins before it.
    /// </summary>
    public int DelimiterAtEndOf(ReadOnlySpan<byte> line) =>
        _onlyLength > 0 ? (line.Length >= _onlyLength ? 0 : None) : _lastBytes?.LongestAtEndOf(line) ?? None;

    /// <summary>True only if no delimiter ends in <paramref name="bytes"/> and none is open at their end; false says nothing.</summary>
    public bool HasNoMatchIn(ReadOnlySpan<byte> bytes) =>
        _lastBytes is { } lastBytes && lastBytes.IndexIn(bytes) < 0
            && Automaton.Advance(DelimiterAutomaton.Start, bytes) == DelimiterAutomaton.Start;

    // Steps through every byte. After a piece (Split) a scan may have gone on into the next piece already: it continues there.
    private LineEnd StepToEnd(ReadOnlySpan<byte> chunk, int start, int to, scoped ref LineEndQueue queue, int matchState)
    {
        queue.DropThrough(start);
        if (queue.IsAny)
        {
            return LineEnd.Found(queue.Next, Automaton.Delimiter(queue.MatchState));
        }

        PathCounts.Took(LinePath.ScannedByAutomaton);
        int index = Math.Max(start, queue.Scanned);
        int state = index > start ? queue.MatchState : matchState;
        index += Automaton.StepToEnd(chunk[index..to], ref state);
        int delimiter = Automaton.Delimiter(state);
        if (delimiter >= 0)
        {
            queue.Add(index);
        }

        queue.ScannedTo(index, state);
        return delimiter >= 0 ? LineEnd.Found(index, delimiter) : LineEnd.None(index, state);
    }

    // The fast path must know the length of a delimiter without looking at it. That is possible if all have the same length, and for
    // two that differ by one byte in front, such as CRLF and LF.
    private static (int Length, int OptionalByte) FastPath(byte[] shortest, byte[] longest, int count)
    {
        if (longest.Length == shortest.Length)
        {
            return (shortest.Length, -1);
        }

        bool isOneByteLonger = longest.Length == shortest.Length + 1 && longest.AsSpan().EndsWith(shortest);
        return count == 2 && isOneByteLonger ? (shortest.Length, longest[0]) : (0, -1);
    }

    private static (byte[] Shortest, byte[] Longest) ShortestAndLongest(byte[][] delimiters)
    {
        byte[] shortest = delimiters[0];
        byte[] longest = delimiters[0];
        foreach (byte[] delimiter in delimiters)
        {
            shortest = delimiter.Length < shortest.Length ? delimiter : shortest;
            longest = delimiter.Length > longest.Length ? delimiter : longest;
        }

        return (shortest, longest);
    }
}

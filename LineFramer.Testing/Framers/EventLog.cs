using System.Text;

namespace LineFraming.Testing;

/// <summary>
/// What a framer has reported, in order: lines, pieces of lines, and oversized lines. Two framers agree when their logs are the
/// same, event for event and offset for offset.
/// </summary>
public sealed class EventLog
{
    private Entry[] _entries = new Entry[16];
    private byte[] _bytes = new byte[64];
    private int _used;

    private enum Kind
    {
        Line,
        Truncated,
        Piece,
        Oversized,
        Unterminated,
    }

    /// <summary>How many events were reported.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the last event is an error after which nothing may follow (R5).</summary>
    internal bool HasFailed { get; private set; }

    /// <summary>Whether more may follow an oversized line under Throw: the framer declares that its errors are not final.</summary>
    internal bool GoesOnAfterOversized { get; set; }

    /// <summary>How many bytes of the stream were consumed when the next event is reported; the harness keeps it.</summary>
    internal long Consumed { get; set; }

    /// <summary>
    /// How many bytes of the stream were fed when the next event is reported, the chunk that it ends in included; the
    /// end of the stream counts as one more.
    /// </summary>
    internal long Fed { get; set; }

    /// <summary>Stamps the last event: it was reported when <paramref name="consumed"/> bytes were consumed.</summary>
    /// <param name="consumed">Bytes from the start of the stream.</param>
    public void StampLast(long consumed) => _entries[Count - 1].Consumed = consumed;

    /// <summary>Stamps the last event with the bytes consumed and fed when it was reported.</summary>
    internal void StampLast(long consumed, long fed)
    {
        StampLast(consumed);
        _entries[Count - 1].Fed = fed;
    }

    /// <summary>Forgets all events.</summary>
    internal void Clear()
    {
        Count = 0;
        HasFailed = false;
        _used = 0;
        Consumed = 0;
        Fed = 0;
    }

    /// <summary>Reports a whole line.</summary>
    /// <param name="offset">Where it begins in the stream.</param>
    /// <param name="content">Its bytes without the delimiter.</param>
    /// <param name="delimiter">What ended it; empty if the end of the stream did.</param>
    public void Line(long offset, ReadOnlySpan<byte> content, ReadOnlySpan<byte> delimiter) =>
        Add(Kind.Line, offset, content, delimiter);

    /// <summary>Reports the first bytes of an oversized line, under Truncate.</summary>
    /// <param name="offset">Where it begins in the stream.</param>
    /// <param name="content">Its first bytes, as many as the limit.</param>
    public void Truncated(long offset, ReadOnlySpan<byte> content) => Add(Kind.Truncated, offset, content, default);

    /// <summary>Reports a piece of a line that more pieces follow, under Split.</summary>
    /// <param name="offset">Where the piece begins in the stream.</param>
    /// <param name="content">Its bytes, as many as the limit.</param>
    public void Piece(long offset, ReadOnlySpan<byte> content) => Add(Kind.Piece, offset, content, default);

    /// <summary>Reports an oversized line, under Throw.</summary>
    /// <param name="offset">Where it begins in the stream.</param>
    public void Oversized(long offset) => Add(Kind.Oversized, offset, default, default);

    /// <summary>
    /// Reports that the last line is unterminated, by a framer to which that is an error
    /// (<see cref="UnterminatedLineHandling.Error"/>).
    /// </summary>
    /// <param name="offset">Where it begins in the stream.</param>
    public void Unterminated(long offset) => Add(Kind.Unterminated, offset, default, default);

    /// <summary>Where event <paramref name="index"/> begins in the stream.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>The reported offset.</returns>
    public long Offset(int index) => _entries[index].Offset;

    /// <summary>The reported content of event <paramref name="index"/>.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>The bytes, valid until the next event.</returns>
    public ReadOnlySpan<byte> Content(int index)
    {
        ref readonly Entry entry = ref _entries[index];
        return _bytes.AsSpan(entry.Start, entry.Length);
    }

    /// <summary>The reported delimiter of event <paramref name="index"/>.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>The bytes, valid until the next event.</returns>
    public ReadOnlySpan<byte> Delimiter(int index)
    {
        ref readonly Entry entry = ref _entries[index];
        return _bytes.AsSpan(entry.Start + entry.Length, entry.DelimiterLength);
    }

    /// <summary>How many bytes of the stream had been consumed when event <paramref name="index"/> was reported.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>Bytes from the start of the stream.</returns>
    public long ConsumedAt(int index) => _entries[index].Consumed;

    /// <summary>How many bytes of the stream had been fed when event <paramref name="index"/> was reported.</summary>
    /// <returns>The value of <see cref="Fed"/> then.</returns>
    internal long FedAt(int index) => _entries[index].Fed;

    /// <summary>Whether event <paramref name="index"/> is a piece that more follows (R5, Split).</summary>
    /// <param name="index">From 0.</param>
    /// <returns>True for a piece but the last.</returns>
    public bool IsPiece(int index) => _entries[index].Kind == Kind.Piece;

    /// <summary>Whether event <paramref name="index"/> is the beginning of a longer line (R5, Truncate).</summary>
    /// <param name="index">From 0.</param>
    /// <returns>True for a truncated line.</returns>
    public bool IsTruncated(int index) => _entries[index].Kind == Kind.Truncated;

    /// <summary>Whether event <paramref name="index"/> is an oversized line (R5, Throw).</summary>
    /// <param name="index">From 0.</param>
    /// <returns>True for an error.</returns>
    public bool IsOversized(int index) => _entries[index].Kind == Kind.Oversized;

    /// <summary>Whether event <paramref name="index"/> is the error of an unterminated last line.</summary>
    internal bool IsUnterminatedError(int index) => _entries[index].Kind == Kind.Unterminated;

    /// <summary>Whether event <paramref name="index"/> is a line that the end of the stream ended.</summary>
    internal bool IsUnterminatedLine(int index) => _entries[index] is { Kind: Kind.Line, DelimiterLength: 0 };

    /// <summary>
    /// Whether an event equals one of another log, but for when it was reported. This stream begins at
    /// <paramref name="start"/> of the other's.
    /// </summary>
    /// <returns>Whether kind, offset, content and delimiter are equal.</returns>
    internal bool SameEvent(int index, EventLog other, int otherIndex, long start = 0)
    {
        ref readonly Entry here = ref _entries[index];
        ref readonly Entry there = ref other._entries[otherIndex];
        return here.Kind == there.Kind
            && here.Offset + start == there.Offset
            && here.Length == there.Length
            && _bytes.AsSpan(here.Start, here.Length + here.DelimiterLength)
                .SequenceEqual(other._bytes.AsSpan(there.Start, there.Length + there.DelimiterLength));
    }

    /// <summary>Where two logs differ.</summary>
    /// <returns>The number of the first event that differs or that only one of them has; -1 if there is none.</returns>
    internal int FirstDifference(EventLog other)
    {
        int common = Math.Min(Count, other.Count);
        for (int i = 0; i < common; i++)
        {
            if (!SameEvent(i, other, i))
            {
                return i;
            }
        }

        return Count == other.Count ? -1 : common;
    }

    /// <summary>One event as text.</summary>
    /// <param name="index">From 0; one past the end is <c>nothing more</c>.</param>
    /// <returns>For example <c>line "abc" at 0 ended by "\r\n"</c>.</returns>
    public string Describe(int index)
    {
        if (index >= Count)
        {
            return "nothing more";
        }

        string content = Escape.Quote(Content(index), 200);
        return _entries[index].Kind switch
        {
            Kind.Oversized => $"oversized, the line at {Offset(index)}",
            Kind.Unterminated => $"error, the last line, at {Offset(index)}, is unterminated",
            Kind.Truncated => $"truncated line {content} at {Offset(index)}",
            Kind.Piece => $"piece {content} at {Offset(index)}",
            _ when Delimiter(index).IsEmpty => $"unterminated line {content} at {Offset(index)}",
            _ => $"line {content} at {Offset(index)} ended by {Escape.Quote(Delimiter(index))}",
        };
    }

    /// <summary>An expected event and the one that came, with the byte of their content at which they differ.</summary>
    internal string DescribeDifference(int index, EventLog actual)
    {
        string difference = $"expected {Describe(index)}, got {actual.Describe(index)}";
        if (index >= Count || index >= actual.Count || _entries[index].Kind != actual._entries[index].Kind
            || Content(index).SequenceEqual(actual.Content(index)))
        {
            return difference;
        }

        return $"{difference}; their content differs at byte {Content(index).CommonPrefixLength(actual.Content(index))}";
    }

    /// <summary>All events, a line each.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        StringBuilder text = new();
        for (int i = 0; i < Count; i++)
        {
            text.Append("  ").AppendLine(Describe(i));
        }

        return text.ToString();
    }

    private void Add(Kind kind, long offset, ReadOnlySpan<byte> content, ReadOnlySpan<byte> delimiter)
    {
        int needed = _used + content.Length + delimiter.Length;
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, 2 * _bytes.Length));
        }

        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * Count);
        }

        content.CopyTo(_bytes.AsSpan(_used));
        delimiter.CopyTo(_bytes.AsSpan(_used + content.Length));
        ref Entry entry = ref _entries[Count++];
        entry.Kind = kind;
        HasFailed = kind == Kind.Unterminated || (kind == Kind.Oversized && !GoesOnAfterOversized);
        entry.Offset = offset;
        entry.Start = _used;
        entry.Length = content.Length;
        entry.DelimiterLength = delimiter.Length;
        entry.Consumed = Consumed;
        entry.Fed = Fed;
        _used = needed;
    }

    private struct Entry
    {
        public Kind Kind;
        public int Start;
        public int Length;
        public int DelimiterLength;
        public long Offset;
        public long Consumed;
        public long Fed;
    }
}

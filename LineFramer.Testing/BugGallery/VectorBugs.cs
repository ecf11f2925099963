namespace LineFraming.Testing;

/// <summary>
/// Bugs that need a chunk long enough to be searched block by block. The blocks begin at the unread rest of the chunk, because
/// a search begins for every line.
/// </summary>
internal abstract class BlockSearch(FramerOptions options) : TextbookFramer(options)
{
    /// <summary>The bytes of a block.</summary>
    protected const int Block = 32;

    private const int ShortestChunk = 2 * Block;

    /// <summary>Whether the line's part in the chunk is long enough to be searched block by block.</summary>
    protected static bool IsInBlocks(LineBytes line) => line.Length - line.Buffered >= ShortestChunk;
}

/// <summary>A delimiter that begins in one block and ends in the next is seen in neither.</summary>
internal sealed class BlockEdgeHidesDelimiter(FramerOptions options) : BlockSearch(options)
{
    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        byte[]? delimiter = base.DelimiterAt(line, end, from);
        int start = end - (delimiter?.Length ?? 0) - line.Buffered;
        int last = end - 1 - line.Buffered;
        return delimiter is not null && IsInBlocks(line) && start >= 0 && start / Block != last / Block ? null : delimiter;
    }
}

/// <summary>The bytes after the last whole block of a chunk are not searched.</summary>
internal sealed class LastBytesNotSearched(FramerOptions options) : BlockSearch(options)
{
    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        int searched = (line.Length - line.Buffered) / Block * Block;
        return IsInBlocks(line) && end - line.Buffered > searched ? null : base.DelimiterAt(line, end, from);
    }
}

/// <summary>The first match in a block's mask is used, and the others are dropped with the mask.</summary>
internal sealed class OneMatchPerBlock(FramerOptions options) : BlockSearch(options)
{
    private long _lastEnd = -1;

    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        byte[]? delimiter = base.DelimiterAt(line, end, from);
        return IsInBlocks(line) && _lastEnd >= 0 && (LineOffset + end - 1) / Block == _lastEnd / Block ? null : delimiter;
    }

    protected override void ReturnLine(LineBytes line, LineStop stop, ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        base.ReturnLine(line, stop, ref chunk, log);
        _lastEnd = LineOffset - 1;
    }
}

/// <summary>A comparison that ignores one bit, so that <c>*</c> counts as LF.</summary>
internal sealed class OneBitNotCompared(FramerOptions options) : BlockSearch(options)
{
    private const byte Bit = 0x20;

    protected override byte[]? DelimiterAt(LineBytes line, int end, int from)
    {
        byte last = line[end - 1];
        byte[]? alike = IsInBlocks(line)
            ? Options.Delimiter.Strings.FirstOrDefault(delimiter => delimiter.Length == 1 && (delimiter[0] ^ last) == Bit)
            : null;
        return base.DelimiterAt(line, end, from) ?? alike;
    }
}

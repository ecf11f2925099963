namespace LineFraming.Testing;

/// <summary>What a framer reports of its memory and work.</summary>
/// <param name="Buffered">Bytes of an unfinished line that it has buffered now (R10).</param>
/// <param name="Capacity">Bytes of the memory they are in (R10).</param>
/// <param name="Scanned">Bytes it has scanned for a delimiter, ever (R11).</param>
/// <param name="Copied">Bytes it has copied, ever, but for moves into a larger buffer (R11).</param>
/// <param name="Discarded">Bytes of oversized lines that it has discarded, ever (R5, R8).</param>
public readonly record struct FramerCounts(long Buffered, long Capacity, long Scanned, long Copied, long Discarded);

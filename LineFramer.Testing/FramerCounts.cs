namespace LineFraming.Testing;

/// <summary>What a framer reports of its memory and work.</summary>
/// <param name="Buffered">Bytes of an unfinished line that it has buffered now (R10).</param>
/// <param name="Capacity">The size of the memory that those are in, in bytes (R10).</param>
/// <param name="Scanned">Bytes that it has scanned for a delimiter since it was made; a byte scanned twice counts twice (R11).</param>
/// <param name="Copied">Bytes that it has copied since it was made, without moves into a larger buffer (R11).</param>
/// <param name="Discarded">Bytes of oversized lines that it has discarded since it was made (R5, R8).</param>
public readonly record struct FramerCounts(long Buffered, long Capacity, long Scanned, long Copied, long Discarded);

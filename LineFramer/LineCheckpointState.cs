namespace LineFraming;

/// <summary>
/// The state of a framer at a <see cref="LineCheckpoint"/> (R16). The numbers are part of the contract: they may be stored.
/// </summary>
public enum LineCheckpointState
{
    /// <summary>At the start of a line.</summary>
    LineStart = 0,

    /// <summary>Inside a line, after a piece of it was returned: only under <see cref="OversizedLineHandling.Split"/>.</summary>
    InsideLine = 1,

    /// <summary>
    /// Inside the remainder of a truncated line, whose bytes are discarded: only under <see cref="OversizedLineHandling.Truncate"/>.
    /// </summary>
    InsideRemainder = 2,

    /// <summary>
    /// After a CR that ended a line; an LF here is part of the same ending: only with <see cref="LineDelimiter.AnyNewline"/>.
    /// </summary>
    LineFeedOwed = 3,
}

namespace LineFraming.Testing;

/// <summary>
/// beats #28317, vector #16743: the offset alone is stored, so after a restart the remainder of an oversized line is a line.
/// </summary>
internal sealed class BeatsRemainderIsLineAfterRestart(FramerOptions options) : TextbookFramer(options)
{
    public override LineCheckpoint? Checkpoint =>
        base.Checkpoint is { State: LineCheckpointState.InsideRemainder } inside
            ? new(inside.Offset, LineCheckpointState.LineStart)
            : base.Checkpoint;
}

/// <summary>multitail PR 73, pgbadger #641: after a restart between CR and LF, the LF ends an empty line of its own.</summary>
internal sealed class MultitailPhantomEmptyLine(FramerOptions options) : TextbookFramer(options)
{
    public override LineCheckpoint? Checkpoint =>
        base.Checkpoint is { State: LineCheckpointState.LineFeedOwed } owed
            ? new(owed.Offset, LineCheckpointState.LineStart)
            : base.Checkpoint;
}

/// <summary>
/// The state is stored, but the offset is after the bytes with which a delimiter has begun. So a delimiter that the restart splits
/// is missed, and the next line is discarded with the remainder.
/// </summary>
internal sealed class CheckpointLosesHalfDelimiter(FramerOptions options) : TextbookFramer(options)
{
    public override LineCheckpoint? Checkpoint =>
        base.Checkpoint is { State: LineCheckpointState.InsideRemainder } inside
            ? new(inside.Offset + Partial, inside.State)
            : base.Checkpoint;
}

/// <summary>The checkpoint of a line of which a piece was reported says that the line begins there.</summary>
internal sealed class CheckpointForgetsPiece(FramerOptions options) : TextbookFramer(options)
{
    public override LineCheckpoint? Checkpoint =>
        base.Checkpoint is { State: LineCheckpointState.InsideLine } inside
            ? new(inside.Offset, LineCheckpointState.LineStart)
            : base.Checkpoint;
}

/// <summary>
/// The checkpoint has the offset of the last byte read, although the bytes of the unfinished line are lost in a restart.
/// </summary>
internal sealed class CheckpointCountsBufferedBytes(FramerOptions options) : TextbookFramer(options)
{
    public override LineCheckpoint? Checkpoint => base.Checkpoint is { } stored ? new(stored.Offset + Buffered.Length, stored.State) : null;
}

namespace LineFraming.Testing;

/// <summary>
/// beats #28317, vector #16743: the offset alone is stored, so after a restart the remainder of an oversized line is a line.
/// </summary>
internal sealed class BeatsRemainderIsLineAfterRestart(FramerOptions options) : TextbookFramer(options)
{
    public override LineCheckpoint? Checkpoint =>
        base.Checkpoint is { State: LineCheckpointState.InsideRemainder } inside ? new(inside.Offset, LineCheckpointState.LineStart) : base.Checkpoint;
}

/// <summary>multitail PR 73, pgbadger #641: after a restart between CR and LF, the LF ends an empty line of its own.</summary>
internal sealed class MultitailPhantomEmptyLine(FramerOptions options) : TextbookFramer(options)
{
    public override LineCheckpoint? Checkpoint =>
        base.Checkpoint is { State: LineCheckpointState.LineFeedOwed } owed ? new(owed.Offset, LineCheckpointState.LineStart) : base.Checkpoint;
}

/// <summary>
/// The state is stored, but the offset is after the bytes with which a delimiter has begun, so a delimiter across the restart
/// is missed, and the next line is taken for a part of the remainder.
/// </summary>
internal sealed class CheckpointLosesHalfDelimiter(FramerOptions options) : TextbookFramer(options)
{
    public override LineCheckpoint? Checkpoint =>
        base.Checkpoint is { State: LineCheckpointState.InsideRemainder } inside ? new(inside.Offset + Partial, inside.State) : base.Checkpoint;
}

/// <summary>A line of which a piece was reported is to be gone on with as if it began there.</summary>
internal sealed class CheckpointForgetsPiece(FramerOptions options) : TextbookFramer(options)
{
    public override LineCheckpoint? Checkpoint =>
        base.Checkpoint is { State: LineCheckpointState.InsideLine } inside ? new(inside.Offset, LineCheckpointState.LineStart) : base.Checkpoint;
}

/// <summary>The offset is that of the bytes read, though the unfinished line's are only in the memory that a restart loses.</summary>
internal sealed class CheckpointCountsBufferedBytes(FramerOptions options) : TextbookFramer(options)
{
    public override LineCheckpoint? Checkpoint => base.Checkpoint is { } stored ? new(stored.Offset + Buffered.Length, stored.State) : null;
}

namespace LineFraming;

/// <summary>
/// Where a framer is in its stream, as two numbers that a program can store: at which offset to read again after a restart,
/// and in which state (R16). It is valid for every framer with the same settings, across versions of the library.
/// <c>default</c> is the start of a stream.
/// </summary>
/// <seealso cref="LineFramer.Checkpoint"/>
/// <seealso cref="LineFramer.Reset(LineCheckpoint)"/>
public readonly record struct LineCheckpoint
{
    /// <summary>Makes a checkpoint from the two numbers that were stored.</summary>
    /// <param name="offset">In bytes from the start of the stream; 0 or more.</param>
    /// <param name="state">The state there.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="offset"/> is negative, or <paramref name="state"/> is not a value of the enum.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="offset"/> is 0 and <paramref name="state"/> is not the start of a line: a stream begins with one.
    /// </exception>
    public LineCheckpoint(long offset, LineCheckpointState state)
    {
        if (offset < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, "The offset must be 0 or more.");
        }

        if (state is < LineCheckpointState.LineStart or > LineCheckpointState.LineFeedOwed)
        {
            throw new ArgumentOutOfRangeException(nameof(state), state, "The state must be one of the four of LineCheckpointState.");
        }

        if (offset == 0 && state != LineCheckpointState.LineStart)
        {
            throw new ArgumentException($"A stream begins with a line's start, so the state cannot be {state} at offset 0.", nameof(state));
        }

        Offset = offset;
        State = state;
    }

    /// <summary>From which byte of the stream on to read again: in bytes from its start.</summary>
    public long Offset { get; }

    /// <summary>The state at <see cref="Offset"/>.</summary>
    public LineCheckpointState State { get; }
}

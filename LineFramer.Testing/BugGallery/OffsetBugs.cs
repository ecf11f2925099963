namespace LineFraming.Testing;

/// <summary>Bugs that show only after a great many bytes. A test need not feed them: it resumes from a far offset.</summary>
internal abstract class NarrowOffset(FramerOptions options) : TextbookFramer(options)
{
    public override bool TryResume(LineCheckpoint checkpoint)
    {
        bool isResumed = base.TryResume(checkpoint);
        LineOffset = Narrow(LineOffset);
        return isResumed;
    }

    public override bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
    {
        bool read = base.TryRead(ref chunk, log);
        LineOffset = Narrow(LineOffset);
        return read;
    }

    /// <summary>The offset as the bug stores it.</summary>
    protected abstract long Narrow(long offset);
}

/// <summary>Offsets are kept in 32 bits, and are negative after 2 GiB.</summary>
internal sealed class OffsetOf31Bits(FramerOptions options) : NarrowOffset(options)
{
    protected override long Narrow(long offset) => unchecked((int)offset);
}

/// <summary>Offsets are kept in 32 bits without a sign, and begin again after 4 GiB.</summary>
internal sealed class OffsetOf32Bits(FramerOptions options) : NarrowOffset(options)
{
    protected override long Narrow(long offset) => unchecked((uint)offset);
}

/// <summary>Offsets are kept shifted by a bit, for a flag in the lowest.</summary>
internal sealed class OffsetOf62Bits(FramerOptions options) : NarrowOffset(options)
{
    protected override long Narrow(long offset) => offset << 1 >> 1;
}

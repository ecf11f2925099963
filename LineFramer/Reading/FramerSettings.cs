namespace LineFraming;

/// <summary>What a framer was made with, and what follows from it for all its streams.</summary>
internal readonly struct FramerSettings
{
    // Bytes, because an idle framer takes less than 200.
    private readonly byte _handling;
    private readonly byte _plainLength;

    public FramerSettings(LineDelimiter delimiter, int maxLineLength, OversizedLineHandling handling)
    {
        Delimiter = delimiter;
        Delimiters = delimiter.Set;
        MaxLineLength = maxLineLength;
        MaxBuffered = maxLineLength + Delimiters.Longest - 1;
        _handling = (byte)handling;
        _plainLength = (byte)Delimiters.PlainLength;
        NotPlain = _plainLength == 0 ? 0 : (uint)maxLineLength + 1;
        MustTrim = delimiter.IsAnyNewline || Delimiters.OptionalByte >= 0;
    }

    public LineDelimiter Delimiter { get; }

    public DelimiterSet Delimiters { get; }

    public int MaxLineLength { get; }

    /// <summary>How many bytes are ever buffered (R10): the limit, and a delimiter but for its last byte.</summary>
    public int MaxBuffered { get; }

    public OversizedLineHandling Handling => (OversizedLineHandling)_handling;

    /// <summary>What every delimiter has, in bytes (<see cref="DelimiterSet.PlainLength"/>).</summary>
    public int PlainLength => _plainLength;

    /// <summary>The fast path takes lines of fewer bytes than this; none where it is closed.</summary>
    public uint NotPlain { get; }

    /// <summary>Whether the fast path must look at a line's bytes to know which are content.</summary>
    public bool MustTrim { get; }

    /// <summary>What else a checkpoint's state needs of a framer (R16); null if these settings can have it.</summary>
    public string? Missing(LineCheckpointState state) => state switch
    {
        LineCheckpointState.InsideLine when Handling != OversizedLineHandling.Split => "OversizedLineHandling.Split",
        LineCheckpointState.InsideRemainder when Handling != OversizedLineHandling.Truncate => "OversizedLineHandling.Truncate",
        LineCheckpointState.LineFeedOwed when !Delimiter.IsAnyNewline => "LineDelimiter.AnyNewline",
        _ => null,
    };
}

namespace LineFraming;

/// <summary>What a framer was made with, and what follows from it for all its streams.</summary>
internal readonly struct FramerSettings
{
    // Stored in a byte each, because an idle framer is to take less than 200 bytes.
    private readonly byte _handling;
    private readonly byte _fastDelimiterLength;

    public FramerSettings(LineDelimiter delimiter, int maxLineLength, OversizedLineHandling handling)
    {
        Delimiter = delimiter;
        Delimiters = delimiter.Set;
        MaxLineLength = maxLineLength;
        MaxBuffered = maxLineLength + Delimiters.Longest - 1;
        _handling = (byte)handling;
        _fastDelimiterLength = (byte)Delimiters.FastDelimiterLength;
        FastPathEnd = _fastDelimiterLength == 0 ? 0 : (uint)maxLineLength + 1;
        MustTrim = delimiter.IsAnyNewline || Delimiters.OptionalByte >= 0;
    }

    public LineDelimiter Delimiter { get; }

    public DelimiterSet Delimiters { get; }

    public int MaxLineLength { get; }

    /// <summary>The maximum number of buffered bytes (R10): the limit plus the longest delimiter, less one byte.</summary>
    public int MaxBuffered { get; }

    public OversizedLineHandling Handling => (OversizedLineHandling)_handling;

    /// <summary>The length of a delimiter on the fast path, in bytes (<see cref="DelimiterSet.FastDelimiterLength"/>).</summary>
    public int FastDelimiterLength => _fastDelimiterLength;

    /// <summary>The length from which on the fast path returns no line: the limit plus 1, or 0 where the fast path is closed.</summary>
    public uint FastPathEnd { get; }

    /// <summary>Whether the fast path must look at a line's bytes to know which are content.</summary>
    public bool MustTrim { get; }

    /// <summary>The setting that a checkpoint's state needs and this framer lacks (R16); null if it lacks none.</summary>
    public string? Missing(LineCheckpointState state) => state switch
    {
        LineCheckpointState.InsideLine when Handling != OversizedLineHandling.Split => "OversizedLineHandling.Split",
        LineCheckpointState.InsideRemainder when Handling != OversizedLineHandling.Truncate => "OversizedLineHandling.Truncate",
        LineCheckpointState.LineFeedOwed when !Delimiter.IsAnyNewline => "LineDelimiter.AnyNewline",
        _ => null,
    };
}

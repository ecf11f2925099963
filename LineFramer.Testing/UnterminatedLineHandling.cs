namespace LineFraming.Testing;

/// <summary>What a framer does with the bytes after the last delimiter when the stream ends (R7).</summary>
public enum UnterminatedLineHandling
{
    /// <summary>They are the last line.</summary>
    Returned,

    /// <summary>They are discarded, and nothing is reported.</summary>
    Dropped,

    /// <summary>They are an error, and no line.</summary>
    Error,
}

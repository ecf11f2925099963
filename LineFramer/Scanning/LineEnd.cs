namespace LineFraming;

/// <summary>
/// The answer of a search for the end of a line: the delimiter that ended it, or the match state where the search stopped.
/// Both in one number, so that the answer is returned in a register.
/// </summary>
internal readonly struct LineEnd
{
    private readonly int _delimiterOrState;

    private LineEnd(int index, int delimiterOrState) => (Index, _delimiterOrState) = (index, delimiterOrState);

    /// <summary>The index after the delimiter; or, if no line ends, that at which the search stopped.</summary>
    public int Index { get; }

    /// <summary>Whether a line ends.</summary>
    public bool IsFound => _delimiterOrState >= 0;

    /// <summary>The number of the delimiter; negative if no line ends.</summary>
    public int Delimiter => _delimiterOrState;

    /// <summary>The match state at <see cref="Index"/>, if no line ends.</summary>
    public int MatchState => ~_delimiterOrState;

    public static LineEnd Found(int index, int delimiter) => new(index, delimiter);

    public static LineEnd None(int index, int matchState) => new(index, ~matchState);
}

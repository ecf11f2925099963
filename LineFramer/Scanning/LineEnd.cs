namespace LineFraming;

/// <summary>
/// The answer of a search for the end of a line: the delimiter that ended it, or the match state where the search stopped.
/// Index and number are in one value, so that the answer is returned in a register: put together from two fields, it would be written
/// to the stack in two halves and read back as a whole, for which the processor has to wait.
/// </summary>
internal readonly struct LineEnd
{
    // The index in the upper half; in the lower one the number of the delimiter, or the complement of the match state.
    private readonly ulong _bits;

    private LineEnd(int index, int delimiterOrState) => _bits = ((ulong)(uint)index << 32) | (uint)delimiterOrState;

    /// <summary>The index after the delimiter; or, if no line ends, that at which the search stopped.</summary>
    public int Index => (int)(_bits >> 32);

    /// <summary>Whether a line ends.</summary>
    public bool IsFound => Delimiter >= 0;

    /// <summary>The number of the delimiter; negative if no line ends.</summary>
    public int Delimiter => (int)_bits;

    /// <summary>The match state at <see cref="Index"/>, if no line ends.</summary>
    public int MatchState => ~Delimiter;

    public static LineEnd Found(int index, int delimiter) => new(index, delimiter);

    public static LineEnd None(int index, int matchState) => new(index, ~matchState);
}

namespace LineFraming.Probe;

/// <summary>How long a run and its parts may take, for a server that answers at once. A slow one gets more, in proportion.</summary>
internal sealed record Timing
{
    /// <summary>What a run has unless the command line says otherwise.</summary>
    public static Timing Default { get; } = new();

    /// <summary>For longer lines and more bytes.</summary>
    public static Timing Thorough { get; } = new()
    {
        Run = TimeSpan.FromMinutes(2),
        Case = TimeSpan.FromSeconds(12),
        Flood = TimeSpan.FromSeconds(60),
    };

    /// <summary>After which no further case begins.</summary>
    public TimeSpan Run { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For one case. A suspicion is asked again with longer pauses, and has three times as long for it.</summary>
    public TimeSpan Case { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>For the flood of a case that measures memory.</summary>
    public TimeSpan Flood { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>For an answer that must come, at least.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long the processor time of the server is watched at once.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(0.5);
}

namespace LineFraming.Probe;

/// <summary>How long a run and its parts may take, for a server that answers at once. A slow one gets more, in proportion.</summary>
internal sealed record Timing
{
    /// <summary>The default.</summary>
    public static Timing Default { get; } = new();

    /// <summary>The times for longer lines and more bytes.</summary>
    public static Timing Thorough { get; } = new()
    {
        Run = TimeSpan.FromMinutes(2),
        Case = TimeSpan.FromSeconds(12),
        Flood = TimeSpan.FromSeconds(60),
    };

    /// <summary>No further case begins after this time.</summary>
    public TimeSpan Run { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The time for one case. A failure that is confirmed with longer pauses has three times as long.</summary>
    public TimeSpan Case { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The time for the flood of a case that measures memory.</summary>
    public TimeSpan Flood { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The minimum time to wait for an answer that must come.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long each measurement of the server's processor time is.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(0.5);
}

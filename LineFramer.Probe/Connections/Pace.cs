namespace LineFraming.Probe;

/// <summary>
/// How long to wait, in proportion to how fast the server answers: between two pieces of one line, for silence that means no
/// answer, and for an answer that must come.
/// </summary>
internal sealed record Pace(TimeSpan Pause, TimeSpan Quiet, TimeSpan Patience)
{
    private const double MaxFactor = 8;

    private static readonly TimeSpan MinQuiet = TimeSpan.FromMilliseconds(150);

    // The maximum time in which an idle server on an idle machine answers; a slower one gets longer pauses.
    private static readonly TimeSpan PromptAnswer = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ThrottledQuiet = TimeSpan.FromMilliseconds(1300);
    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(30);

    /// <summary>For a login, which some servers delay on purpose.</summary>
    public TimeSpan Login => Patience * 4;

    /// <summary>Longer pauses, to confirm a failure.</summary>
    public Pace Slower => this with { Pause = Pause * 3, Quiet = Quiet * 3, Patience = Patience * 2 };

    /// <summary>How many times as long a case may take as with a server that answers at once.</summary>
    public double Factor { get; private init; } = 1;

    /// <summary>Before anything is known of the server.</summary>
    public static Pace Unknown(Timing timing) => new(MinPause, MinQuiet * 2, timing.Patience * 2);

    /// <summary>The pace for a server, from the median time of a few of its answers.</summary>
    public static Pace For(TimeSpan median, bool isThrottled, Timing timing)
    {
        TimeSpan quiet = isThrottled ? ThrottledQuiet : Max(MinQuiet, median * 4);
        double factor = isThrottled ? MaxFactor : Math.Clamp(median / PromptAnswer, 1, MaxFactor);
        return new(Max(MinPause, median * 2), quiet, Max(timing.Patience, quiet * 2)) { Factor = factor };
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

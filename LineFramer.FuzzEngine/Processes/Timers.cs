namespace LineFraming.FuzzEngine;

/// <summary>Converts times for the timers of the runtime.</summary>
internal static class Timers
{
    // A timer of the runtime runs for at most 49 days.
    private const double MaxSeconds = 4e6;

    /// <summary>Converts seconds; a time that is too long for a timer becomes infinite.</summary>
    public static TimeSpan Of(double seconds) => seconds > MaxSeconds ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
}

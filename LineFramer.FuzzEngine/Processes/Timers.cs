namespace LineFraming.FuzzEngine;

/// <summary>Times as the runtime's timers take them.</summary>
internal static class Timers
{
    // The runtime has no timer for more than 49 days.
    private const double Longest = 4e6;

    /// <summary>So many seconds; without end if that is longer than any timer runs.</summary>
    public static TimeSpan Of(double seconds) => seconds > Longest ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
}

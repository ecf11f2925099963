namespace LineFraming.Server;

/// <summary>
/// Lets a warning through once a minute: who refuses thousands of connections a second must not write as many lines,
/// and yet be noticed.
/// </summary>
/// <param name="clock">What the minute is measured with.</param>
internal sealed class WarningInterval(TimeProvider clock)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _last;

    /// <summary>Whether to warn now.</summary>
    public bool MayWarn()
    {
        lock (_lock)
        {
            bool isDue = _last is null || clock.GetElapsedTime(_last.Value) >= Minute;
            _last = isDue ? clock.GetTimestamp() : _last;
            return isDue;
        }
    }
}

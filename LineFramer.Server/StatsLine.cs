using System.Globalization;

namespace LineFraming.Server;

/// <summary>Tells the server's counts, a line at a time.</summary>
internal static class StatsLine
{
    /// <summary>Tells them as often as the options say, until the server stops.</summary>
    /// <param name="server">Whose counts.</param>
    /// <param name="options">How often.</param>
    /// <param name="output">Where.</param>
    public static async Task RunAsync(LineServer server, ServerOptions options, TextWriter output)
    {
        if (options.Stats == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        using PeriodicTimer timer = new(options.Stats, options.Limits.Clock);
        using CancellationTokenRegistration stopping = server.Stopping.UnsafeRegister(static timer => ((PeriodicTimer)timer!).Dispose(), timer);
        long linesBefore = 0;
        long at = options.Limits.Clock.GetTimestamp();
        while (await timer.WaitForNextTickAsync())
        {
            long lines = server.Metrics.Lines;
            TimeSpan time = options.Limits.Clock.GetElapsedTime(at);
            at = options.Limits.Clock.GetTimestamp();
            await output.WriteLineAsync(Line(server.Metrics, (lines - linesBefore) / time.TotalSeconds));
            linesBefore = lines;
        }
    }

    /// <summary>The line: names and numbers, for a person and for a program.</summary>
    /// <param name="metrics">The counts.</param>
    /// <param name="linesASecond">Since the line before it.</param>
    public static string Line(ServerMetrics metrics, double linesASecond)
    {
        IEnumerable<string> ends = Enum.GetValues<SessionEnd>()
            .Where(reason => metrics.Ended(reason) > 0)
            .Select(reason => string.Create(CultureInfo.InvariantCulture, $" {Name(reason)}={metrics.Ended(reason)}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"stats open={metrics.Open} unread={metrics.Unread} connections={metrics.Connections} lines={metrics.Lines} lines-a-second={linesASecond:0} "
            + $"bytes-received={metrics.BytesReceived} bytes-sent={metrics.BytesSent}{string.Concat(ends)}");
    }

    /// <summary>A reason as it is counted: <c>line-deadline</c>.</summary>
    /// <param name="reason">The reason.</param>
    public static string Name(SessionEnd reason) =>
        string.Concat(reason.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}

using System.Globalization;

namespace LineFraming.Server;

/// <summary>Tells the server's counts, a line at a time.</summary>
internal static class StatsLine
{
    /// <summary>Tells them as often as the options say, until the server stops.</summary>
    /// <param name="server">Whose counts.</param>
    /// <param name="options">How often.</param>
    /// <param name="output">Where.</param>
    /// <returns>Why lines could not be written; null if all were. The server goes on without them, as it does without its log.</returns>
    public static async Task<Exception?> RunAsync(LineServer server, ServerOptions options, TextWriter output)
    {
        if (options.Stats == Timeout.InfiniteTimeSpan)
        {
            return null;
        }

        using PeriodicTimer timer = new(options.Stats, options.Limits.Clock);
        using CancellationTokenRegistration stopping = server.Stopping.UnsafeRegister(static timer => ((PeriodicTimer)timer!).Dispose(), timer);
        long linesBefore = 0;
        long at = options.Limits.Clock.GetTimestamp();
        Exception? failure = null;
        while (await timer.WaitForNextTickAsync())
        {
            long lines = server.Metrics.Lines;
            TimeSpan time = options.Limits.Clock.GetElapsedTime(at);
            at = options.Limits.Clock.GetTimestamp();
            try
            {
                await output.WriteLineAsync(Line(server.Metrics, (lines - linesBefore) / time.TotalSeconds));
            }
            catch (Exception e) when (StandardStreams.IsFailure(e))
            {
                failure = e;
            }

            linesBefore = lines;
        }

        return failure;
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

using System.Diagnostics.Metrics;
using System.Globalization;

namespace LineFraming.Server;

/// <summary>
/// What the server counts. The counts are plain numbers that are read on request: by OpenTelemetry and dotnet-counters, through
/// the meter <see cref="MeterName"/>, and by the line of <c>--stats</c>. Only line lengths cost something for each line, and
/// only while something collects them.
/// </summary>
internal sealed class ServerMetrics : IDisposable
{
    /// <summary>The meter's name, for <c>dotnet-counters</c> and OpenTelemetry.</summary>
    public const string MeterName = "LineFramer.Server";

    private readonly long[] _ends = new long[Enum.GetValues<SessionEnd>().Length];
    private long _connections;
    private long _open;
    private long _unread;
    private long _lines;
    private long _received;
    private long _sent;
    private Histogram<int>? _lengths;
    private Meter? _meter;

    /// <summary>Connections that were accepted.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>Accepted connections that are open.</summary>
    public long Open => Interlocked.Read(ref _open);

    /// <summary>Open connections that are not read from, because their peer has not read its answers yet.</summary>
    public long Unread => Interlocked.Read(ref _unread);

    /// <summary>Lines that were read to their end.</summary>
    public long Lines => Interlocked.Read(ref _lines);

    /// <summary>Bytes that sessions read from their peers, without those discarded after the last answer.</summary>
    public long BytesReceived => Interlocked.Read(ref _received);

    /// <summary>Bytes of answers.</summary>
    public long BytesSent => Interlocked.Read(ref _sent);

    /// <summary>How many sessions ended for a reason.</summary>
    public long Ended(SessionEnd reason) => Interlocked.Read(ref _ends[(int)reason]);

    /// <summary>Shows the counts to anyone who listens to the meter.</summary>
    public void Publish()
    {
        Meter meter = new(MeterName);
        _meter = meter;
        meter.CreateObservableCounter("lineframer.server.connections", () => Connections, "{connection}", "Connections let in.");
        meter.CreateObservableUpDownCounter("lineframer.server.connections.open", () => Open, "{connection}", "Connections open.");
        meter.CreateObservableUpDownCounter(
            "lineframer.server.connections.unread", () => Unread, "{connection}", "Connections whose peer has answers to read first.");
        meter.CreateObservableCounter("lineframer.server.lines", () => Lines, "{line}", "Lines read to their end.");
        meter.CreateObservableCounter("lineframer.server.bytes.received", () => BytesReceived, "By", "Bytes read from peers.");
        meter.CreateObservableCounter("lineframer.server.bytes.sent", () => BytesSent, "By", "Bytes of answers.");
        meter.CreateObservableCounter(
            "lineframer.server.sessions.ended", ByReason, "{session}", "Sessions that ended, by reason; \"rejected\" never began.");
        _lengths = meter.CreateHistogram<int>("lineframer.server.line.length", "By", "Lengths of lines without their ends.");
    }

    /// <summary>Whether a meter shows these counts: several servers in one process have one meter each.</summary>
    public bool IsPublishedBy(Meter meter) => ReferenceEquals(meter, _meter);

    public void Dispose() => _meter?.Dispose();

    /// <summary>Counts an accepted connection.</summary>
    public void ConnectionBegan()
    {
        Interlocked.Increment(ref _connections);
        Interlocked.Increment(ref _open);
    }

    /// <summary>Counts a connection that was closed.</summary>
    public void ConnectionEnded() => Interlocked.Decrement(ref _open);

    /// <summary>Counts a flush that begins to wait for the peer to read.</summary>
    public void PeerIsToRead() => Interlocked.Increment(ref _unread);

    /// <summary>Counts the end of that wait, for any reason.</summary>
    public void PeerHasRead() => Interlocked.Decrement(ref _unread);

    /// <summary>Counts the end of a session, or a rejected connection.</summary>
    public void SessionEnded(SessionEnd reason) => Interlocked.Increment(ref _ends[(int)reason]);

    /// <summary>Counts what a session consumed of one read, and its lines.</summary>
    public void Received(long bytes, long lines)
    {
        Interlocked.Add(ref _received, bytes);
        Interlocked.Add(ref _lines, lines);
    }

    /// <summary>Counts bytes that were flushed.</summary>
    public void Sent(long bytes) => Interlocked.Add(ref _sent, bytes);

    /// <summary>Records the length of a line, if something collects lengths.</summary>
    public void LineIs(int length)
    {
        if (_lengths is { Enabled: true })
        {
            _lengths.Record(length);
        }
    }

    private IEnumerable<Measurement<long>> ByReason() => Enum.GetValues<SessionEnd>().Select(
        reason => new Measurement<long>(Ended(reason), new KeyValuePair<string, object?>("reason", StatsLine.Name(reason))));
}

/// <summary>The counts as lines of <c>--stats</c>: names and numbers, readable by a person and by a program.</summary>
internal sealed class StatsLine(ServerMetrics metrics, TimeProvider clock)
{
    private long _lines;
    private long _at = clock.GetTimestamp();

    /// <summary>The name under which a reason is counted, such as <c>line-deadline</c>.</summary>
    public static string Name(SessionEnd reason) =>
        string.Concat(
            reason.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    /// <summary>The next line; its lines a second are those since the previous one.</summary>
    public string Next()
    {
        long lines = metrics.Lines;
        double linesASecond = (lines - _lines) / clock.GetElapsedTime(_at).TotalSeconds;
        (_lines, _at) = (lines, clock.GetTimestamp());
        IEnumerable<string> ends = Enum.GetValues<SessionEnd>()
            .Where(reason => metrics.Ended(reason) > 0)
            .Select(reason => string.Create(CultureInfo.InvariantCulture, $" {Name(reason)}={metrics.Ended(reason)}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"stats open={metrics.Open} unread={metrics.Unread} connections={metrics.Connections} lines={lines} "
            + $"lines-a-second={linesASecond:0} "
            + $"bytes-received={metrics.BytesReceived} bytes-sent={metrics.BytesSent}{string.Concat(ends)}");
    }
}

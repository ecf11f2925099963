using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The counts of the server, as .NET's metrics tools and as the line of <c>--stats</c> report them.</summary>
public class MetricsTests
{
    [Fact]
    public async Task Counts_and_lengths_can_be_listened_to()
    {
        ConcurrentDictionary<string, long> seen = new();
        ConcurrentQueue<int> lengths = new();
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { MaxLineLength = 10 });
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ServerMetrics.MeterName && server.Metrics.IsPublishedBy(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen[tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Key}={tags[0].Value}"] = value);
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => lengths.Enqueue(value));
        listener.Start();

        using TestPeer first = await server.ConnectAsync();
        await first.SendAsync("a\r\nbcd\r\n01234567890");
        string answers = await first.ReadToEndAsync();
        first.EndSending();
        await server.ExpectLogAsync("more than 10 bytes");
        using TestPeer second = await server.ConnectAsync();
        await second.SendAsync("\r\n");
        await second.ExpectAsync("You sent: \r\n");

        listener.RecordObservableInstruments();
        Assert.Equal(2, seen["lineframer.server.connections"]);
        Assert.Equal(3, seen["lineframer.server.lines"]);
        Assert.Equal("a\r\nbcd\r\n01234567890\r\n".Length, seen["lineframer.server.bytes.received"]);
        Assert.Equal((answers + "You sent: \r\n").Length, seen["lineframer.server.bytes.sent"]);
        Assert.Equal(1, seen["lineframer.server.sessions.ended reason=oversized"]);
        Assert.Equal(0, seen["lineframer.server.sessions.ended reason=write-deadline"]);
        Assert.Equal([1, 3, 0], lengths);
    }

    [Fact]
    public async Task The_line_of_stats_comes_on_standard_error()
    {
        using ServerProcess process = ServerProcess.Start("--port", "0", "--host", "127.0.0.1", "--stats", "0.1");
        using TestPeer peer = await TestPeer.ConnectAsync(await process.ListensAsync());
        await peer.SendAsync("a\r\n");
        await peer.ExpectAsync("You sent: a\r\n");
        await process.ExpectErrorLineAsync("stats open=1 unread=0 connections=1 lines=1 lines-a-second=");
        await peer.SendAsync(".\r\n");
        Assert.Equal("", await peer.ReadToEndAsync());
        peer.EndSending();
        await process.ExpectErrorLineAsync("bytes-received=6 bytes-sent=13 finished=1");
        if (!OperatingSystem.IsWindows())
        {
            process.Signal(ServerProcess.SigTerm);
            await process.ExpectEndAsync(exitCode: 0);
        }
    }
}

using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>Servers that send something all the time, so that nothing that waits for silence ends by itself.</summary>
public sealed class EndlessServerTests
{
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(0.1);
    private static readonly Timing Timing = Probed.Quick with { Case = TimeSpan.FromSeconds(0.3) };
    private static readonly RunSettings Settings = new(IsThorough: false, Meter: null, MayLoad: true) { Timing = Timing };

    /// <summary>First the connection that counts many commands at once, then the one that counts them one by one.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Commands_are_counted_though_other_lines_come_all_the_time(int connections)
    {
        await using PlantedServer server = ServerThatAnswers(connections, () => new PolicySessions.FewCommands());
        Task<IReadOnlyList<CaseResult>> run = Probed.RunAsync($"{server.EndPoint}", Probed.Text("planted"), Settings, "chunks/5");
        Assert.Equal(Verdict.Inconclusive, Assert.Single(await run.WaitAsync(TooLong)).Outcome.Verdict);
    }

    [Fact]
    public async Task A_case_that_was_abandoned_stops_reading()
    {
        // As many connections as the probe needs to recognise the server.
        await using PlantedServer server = ServerThatAnswers(6, () => new PlantedSession());
        Task<Outcome>? abandoned = null;
        ProbeCase known = new("a/1", "", "", "", "", probing =>
        {
            Task<Outcome> reading = ReadAsync(probing);
            abandoned ??= reading;
            return reading;
        });
        using Target target = await Probed.TargetAsync($"{server.EndPoint}", Probed.Text("planted"));
        using ProbeRun run = new(target, Settings);
        Assert.Equal(Verdict.Inconclusive, Assert.Single(await run.RunAsync([known])).Outcome.Verdict);
        await Assert.ThrowsAsync<OverdueException>(() => abandoned!.WaitAsync(TooLong));
    }

    [Fact]
    public async Task A_send_ends_though_the_server_sends_and_does_not_read()
    {
        await using PlantedServer server = ServerThatAnswers(0, () => new PlantedSession());
        using Target target = await Probed.TargetAsync($"{server.EndPoint}", "ping: a\nanswer: ^b$\n");
        await using Conversation conversation = await target.OpenAsync(Pace.Unknown(Timing));
        conversation.EndAfter(Short);
        byte[] more = new byte[256 << 20];
        await Assert.ThrowsAsync<OverdueException>(() => conversation.SendAsync(more, TooLong).WaitAsync(TooLong));
    }

    /// <summary>A server that echoes bytes as they come sends a whole flood back, as one line that does not end.</summary>
    [LinuxFact]
    public async Task What_comes_back_of_a_flood_is_no_endless_answer()
    {
        await using PlantedServer server = new(new("own", "", "", () => new PolicySessions.SendsAndReads()));
        using Target target = await Probed.TargetAsync($"{server.EndPoint}", "ping: a\nanswer: ^b$\n");
        Profile profile = new(Pace.For(TimeSpan.Zero, isThrottled: false, Timing), 1, MayPipeline: false);
        RunSettings settings = Settings with { Timing = Timing with { Flood = TimeSpan.FromSeconds(1) } };
        Probing probing = new(target, profile, profile.Pace, settings, new());
        byte[] piece = new byte[1 << 16];
        Outcome outcome = await Flood.SendAsync(probing, piece, reads: true, new ServerMeter(Environment.ProcessId));
        Assert.Contains(" MiB sent, ", outcome.Actual, StringComparison.Ordinal);
    }

    private static async Task<Outcome> ReadAsync(Probing probing)
    {
        await using Conversation conversation = await probing.OpenAsync();
        await conversation.ReadUntilQuietAsync(probing.Pace.Patience);
        return Outcome.Passed("");
    }

    // Its first connections answer; the others only send.
    private static PlantedServer ServerThatAnswers(int connections, Func<PlantedSession> session)
    {
        int opened = 0;
        return new(new("own", "", "", () => Interlocked.Increment(ref opened) > connections
            ? new PolicySessions.SendsWithoutEnd(TimeSpan.FromMilliseconds(10))
            : session()));
    }
}

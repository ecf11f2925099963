using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>Planted servers in processes of their own.</summary>
public sealed class PlantedProcessTests
{
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(60);
    private static readonly string Library = Path.Combine(AppContext.BaseDirectory, "LineFramer.Probe.dll");

    /// <summary>An executable runs also where no "dotnet" can be found.</summary>
    [Fact]
    public void Its_own_executable_is_run_by_itself()
    {
        Assert.Equal(["/tools/lineframer-probe"], PlantedProcess.Program("/tools/lineframer-probe", isOwn: true, runtime: null));
        Assert.Equal(["/net/dotnet", Library], PlantedProcess.Program("/net/dotnet", isOwn: true, runtime: null));
        Assert.Equal(["/net/dotnet", Library], PlantedProcess.Program("/tests/host", isOwn: false, runtime: "/net/dotnet"));
        Assert.Equal(["dotnet", Library], PlantedProcess.Program("/tests/host", isOwn: false, runtime: ""));
    }

    [Fact]
    public void A_program_that_cannot_be_started_is_reported()
    {
        ConversationException e = Assert.Throws<ConversationException>(() => PlantedProcess.Start("good", ["/no/such/program"]));
        Assert.StartsWith("the planted server cannot be started: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_ends_at_once_is_a_trial_with_the_reason()
    {
        Planted unknown = new("missing", "", "a/1", () => new PlantedSession());
        PlantedTrial trial = await SelfTest.TryInProcessAsync(unknown, [], Probed.Quick, CancellationToken.None);
        Assert.Equal("the planted server has ended", trial.Failure);
        Assert.False(trial.IsRight);
    }

    [LinuxFact]
    public async Task A_self_test_that_is_stopped_ends_its_server()
    {
        TaskCompletionSource<ServerMeter> begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ProbeCase endless = new("a/1", "", "", "", "", probing =>
        {
            begun.SetResult(probing.Settings.Meter!);
            return new TaskCompletionSource<Outcome>().Task;
        });
        using CancellationTokenSource stop = new();
        Timing timing = Probed.Quick with { Case = TimeSpan.FromHours(1) };
        Task<PlantedTrial> trial = SelfTest.TryInProcessAsync(PlantedGallery.Named("no-limit")!, [endless], timing, stop.Token);
        ServerMeter meter = await begun.Task.WaitAsync(TooLong);
        Assert.True(meter.IsAlive);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => trial.WaitAsync(TooLong));
        Assert.False(meter.IsAlive);
    }

    [Fact]
    public async Task A_self_test_that_is_stopped_asks_no_more()
    {
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => SelfTest.RunAsync(asksAll: false, Probed.Quick, _ => Assert.Fail("It was asked."), stop.Token));
    }
}

using System.Diagnostics;
using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>What a server's process uses, measured on processes that a shell starts.</summary>
public sealed class ServerMeterTests : IDisposable
{
    private const string Burn = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
    private const string BurnOn = "while :; do :; done";

    private readonly List<Process> _processes = [];

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
    }

    [LinuxFact]
    public async Task Children_that_end_do_not_make_the_sum_fall()
    {
        // The child uses its time, and ends when it is asked to.
        Process shell = Shell($"sh -c '{Burn}; echo burnt; read word'; read word");
        Assert.Equal("burnt", await shell.StandardOutput.ReadLineAsync());
        ServerMeter meter = new(shell.Id);
        double before = meter.BusySeconds().Values.Sum();
        Task<double> used = meter.BusyAsync(TimeSpan.FromSeconds(0.5));
        await shell.StandardInput.WriteLineAsync("end");
        Assert.InRange(await used, 0, double.MaxValue);

        // The child's time was counted and no longer is; otherwise the test proves nothing.
        Assert.InRange(meter.BusySeconds().Values.Sum(), 0, before - 0.01);
    }

    [LinuxFact]
    public async Task Idle_is_measured_before_the_first_connection()
    {
        Process shell = Shell($"read word; {BurnOn}");
        int opened = 0;
        CaseResult result = await AskIdleAsync(shell, () =>
        {
            if (Interlocked.Increment(ref opened) == 1)
            {
                shell.StandardInput.WriteLine("burn");
            }

            return new PlantedSession();
        });
        Assert.Equal(Verdict.Failed, result.Outcome.Verdict);
        Assert.StartsWith("a line begun: ", result.Outcome.Actual, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task A_processor_that_was_busy_before_is_no_fault_and_no_proof()
    {
        CaseResult result = await AskIdleAsync(Shell(BurnOn), () => new PlantedSession());
        Assert.Equal(Verdict.Inconclusive, result.Outcome.Verdict);
        Assert.Contains("of a processor before the first connection", result.Outcome.Actual, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task An_idle_process_passes()
    {
        CaseResult result = await AskIdleAsync(Shell("read word"), () => new PlantedSession());
        Assert.Equal(Verdict.Passed, result.Outcome.Verdict);
        Assert.Equal(
            "a line begun: 0 % of a processor; a line begun and half-closed: 0 % of a processor; a line begun and reset: 0 % of "
            + "a processor",
            result.Outcome.Actual);
    }

    private static async Task<CaseResult> AskIdleAsync(Process process, Func<PlantedSession> session)
    {
        await using PlantedServer server = new(new("own", "", "", session));
        Timing timing = Probed.Quick with { Watch = TimeSpan.FromSeconds(0.3) };
        RunSettings settings = new(IsThorough: false, new ServerMeter(process.Id), MayLoad: true) { Timing = timing };
        return Assert.Single(await Probed.RunAsync($"{server.EndPoint}", Probed.Text("planted"), settings, "limit/10"));
    }

    private Process Shell(string script)
    {
        ProcessStartInfo start = new("sh", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }
}

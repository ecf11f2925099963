using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;

namespace LineFraming.Benchmarks;

/// <summary>The command that measures the server under load.</summary>
internal static class LoadCommand
{
    /// <summary>The default file for the results of all shapes, relative to the checkout.</summary>
    public static readonly string DefaultFile = Path.Combine("docs", "load", "load.json");

    // The same when one core is kept busy.
    private static readonly string BusyFile = Path.Combine("docs", "load", "load-busy.json");

    // The results of some shapes must not replace the record of all.
    private static readonly string PartialFile = Path.Combine("artifacts", "load", "load.json");

    private const string Idle = "idle";
    private const string Ticking = "ticking";
    private const int DefaultRounds = 5;

    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, Progress progress)
    {
        Option<string[]> shapes = new("--shapes")
        {
            Description =
                $"{LoadShape.Allowed}; {Idle} and {Ticking}, {IdleLoad.Connections} connections each. [default: "
                + $"{LoadShape.Default.Count} shapes, {Idle} and {Ticking}]",
            HelpName = "SHAPE",
            AllowMultipleArgumentsPerToken = true,
            Validators = { CheckShapes },
        };
        Option<double> seconds = BenchmarkCommandLine.Number("--seconds", "How long a round counts; ten times as long for ticking.", 2.0);
        Option<int> rounds = BenchmarkCommandLine.Number("--rounds", "How many rounds for each server and shape.", DefaultRounds);
        Option<bool> againstGo = new("--against-go")
        {
            Description = "Measures the same server written in Go too, in turns with ours. Needs Go on the path.",
        };
        Option<bool> againstKestrel = new("--against-kestrel")
        {
            Description = "Measures a plain handler of connections under Kestrel too, in turns with ours.",
        };
        Option<string?> againstNative = new("--against-native")
        {
            Description = "Measures the published server too, in turns with the build: its executable.",
            HelpName = "FILE",
        };
        Option<bool> busy = new("--busy") { Description = "Keeps one core busy by another process meanwhile." };
        Option<string?> file = new("--output")
        {
            Description =
                $"Where results are written as JSON. [default: {DefaultFile}, with --busy {BusyFile}; with --shapes {PartialFile}]",
            HelpName = "FILE",
        };
        file.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } path && LoadReport.WhyNotWritten(path) is { } reason)
            {
                result.AddError($"--output \"{path}\" cannot be written: {reason}");
            }
        });
        Command load = new("load", "Measures the server: lines a second, latency, processor time and memory.")
        {
            shapes, seconds, rounds, againstGo, againstKestrel, againstNative, busy, file,
        };
        load.SetAction(async (parsed, stop) =>
        {
            if (!OperatingSystem.IsLinux())
            {
                throw new LoadFailedException("load needs Linux: it waits by epoll, and reads memory from /proc.");
            }

            // Ctrl-C has an effect once the command waits for something.
            await Task.Yield();
            string[] names = parsed.GetValue(shapes) ?? [];
            bool isBusy = parsed.GetValue(busy);
            string path = parsed.GetValue(file) ?? Path.Combine(BenchmarkCommandLine.Root(), FileOf(names, isBusy));
            LoadServer? native = parsed.GetValue(againstNative) is { } program ? LoadServer.Native(program) : null;
            BuiltServer? kestrel = parsed.GetValue(againstKestrel) ? BuiltServer.Kestrel(BenchmarkCommandLine.Root()) : null;
            BuiltServer? go = parsed.GetValue(againstGo) ? BuiltServer.Go(BenchmarkCommandLine.Root()) : null;
            LoadServer?[] servers =
            [
                LoadServer.Ours, native, kestrel is null ? null : LoadServer.Of(kestrel), go is null ? null : LoadServer.Of(go),
            ];
            LoadReport report = new()
            {
                Runtimes = go?.Version is { } version
                    ? [RuntimeInformation.FrameworkDescription, version]
                    : [RuntimeInformation.FrameworkDescription],
                Machine = Machine.Processor,
                IsBusy = isBusy,
                Processors = Environment.ProcessorCount,
                Rounds = parsed.GetValue(rounds),
                Seconds = parsed.GetValue(seconds),
            };
            using (BusyCore? core = isBusy ? new() : null)
            {
                report = await MeasureAsync(report, names, [.. servers.OfType<LoadServer>()], output, progress, stop);
            }

            report.Write(path);
            await output.WriteLineAsync($"written to {path}");
            return 0;
        });
        return load;
    }

    /// <summary>The file of the results by default, relative to the checkout. No shapes stand for all of them.</summary>
    public static string FileOf(IReadOnlyCollection<string> shapes, bool isBusy) =>
        shapes.Count > 0 ? PartialFile : isBusy ? BusyFile : DefaultFile;

    private static async Task<LoadReport> MeasureAsync(
        LoadReport report, string[] names, IReadOnlyList<LoadServer> servers, TextWriter output, Progress progress, CancellationToken stop)
    {
        LoadShape[] shapes = names.Length == 0 ? [.. LoadShape.Default] : [.. names.Select(LoadShape.Parse).OfType<LoadShape>()];
        TimeSpan time = TimeSpan.FromSeconds(report.Seconds);
        LoadTable table = new(output);
        if (shapes.Length > 0)
        {
            table.Begin(isCompared: servers.Count > 1);
        }

        LoadRun run = new(report.Rounds, time, servers, progress);
        foreach (LoadShape shape in shapes)
        {
            IReadOnlyList<LoadResult> results = run.Measure(shape, stop);
            report = report with { Shapes = [.. report.Shapes, .. results] };
            progress.Clear();
            table.Add(results);
        }

        if (names.Length == 0 || names.Contains(Idle))
        {
            progress.Report($"{IdleLoad.Connections} idle connections");
            report = report with { Idle = await IdleLoad.RunAsync(IdleLoad.Connections, time, stop) };
            progress.Clear();
            table.Add(report.Idle);
        }

        if (names.Length == 0 || names.Contains(Ticking))
        {
            progress.Report($"{TickingLoad.Connections} connections, a line a second each");
            report = report with { Ticking = TickingLoad.Run(TickingLoad.Connections, time, 10 * time, stop) };
            progress.Clear();
            table.Add(report.Ticking);
        }

        return report;
    }

    private static void CheckShapes(OptionResult result)
    {
        if (result.Tokens.FirstOrDefault(
            token => token.Value is not (Idle or Ticking) && LoadShape.Parse(token.Value) is null) is { } wrong)
        {
            result.AddError($"--shapes \"{wrong.Value}\" is neither {Idle} nor {Ticking} nor {LoadShape.Allowed}.");
        }
    }
}

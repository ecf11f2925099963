using System.Diagnostics;
using System.Xml.Linq;
using LineFraming.Benchmarks;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The files that a run writes: results, table and plot.</summary>
public sealed class LoadReportTests : IDisposable
{
    private static readonly int[] OneAndMore = [1, 16];

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string File => Path.Combine(_folder, "new", "load.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_again()
    {
        LoadReport report = Report() with
        {
            Idle = new IdleResult(10_000, 50_000_000, 100_000_000, 2_000_000, 42_000_000),
            Ticking = new TickingResult(10_000, 100_000, 10, 600, 2000, 9000, 4.5, 1.5, null),
        };
        report.Write(File);
        LoadReport read = LoadReport.Read(File);
        Assert.Equivalent(report, read, strict: true);
        Assert.Equal(report.Shapes[1] with { Rounds = [] }, read.Shapes[1] with { Rounds = [] });
        Assert.Equal(report.Shapes[1].Rounds, read.Shapes[1].Rounds);
        Assert.Equal(5000, read.Idle!.MemoryEach);
        Assert.Equal(4000, read.Idle.HeapEach);
    }

    [Fact]
    public void Some_shapes_are_no_record_in_the_place_of_all()
    {
        Assert.Equal(LoadCommand.DefaultFile, LoadCommand.FileOf([], isBusy: false));
        Assert.StartsWith("artifacts", LoadCommand.FileOf(["idle"], isBusy: true), StringComparison.Ordinal);
        Assert.NotEqual(LoadCommand.DefaultFile, LoadCommand.FileOf([], isBusy: true));
    }

    [Fact]
    public void What_was_not_measured_is_not_there()
    {
        Report().Write(File);
        Assert.Equal((null, null), (LoadReport.Read(File).Idle, LoadReport.Read(File).Ticking));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public void Another_file_is_rejected_by_name(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, content);
        LoadFailedException failure = Assert.Throws<LoadFailedException>(() => LoadReport.Read(File));
        Assert.StartsWith($"{File} is not what load writes: ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, failure.ExitCode);
    }

    [Fact]
    public void A_result_is_the_median_round_and_the_sum_of_what_was_used()
    {
        Latencies latencies = new();
        latencies.Record(Stopwatch.Frequency / 1000, 10);
        LoadRound[] rounds = [new(300, 1, 1, 2), new(100, 1, 3, 4), new(400, 2, 5, 6)];
        LoadResult odd = LoadResult.Of("it", new LoadShape(1, 2, 8), rounds, latencies, 5);
        Assert.Equal((200, 9, 12, 5L), (odd.LinesASecond, odd.ServerCpuSeconds, odd.GeneratorCpuSeconds, odd.PeakMemory));
        Assert.InRange(odd.P999Microseconds, 999, 1001);
        Assert.Equal(200, LoadResult.Of("it", new LoadShape(1, 2, 8), rounds[..2], latencies, null).LinesASecond);
    }

    [Fact]
    public void The_table_compares_medians_with_the_target()
    {
        StringWriter output = new();
        LoadTable table = new(output);
        table.Begin(isCompared: true);
        table.Add([Result(LoadReport.Ours, 16, 1, 900), Result(LoadReport.Go, 16, 1, 1000), Result(LoadReport.Kestrel, 16, 1, 600)]);
        table.Add([Result(LoadReport.Ours, 16, 2, 1000), Result(LoadReport.Go, 16, 2, 1000)]);
        string[] rows = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith(
            "| 16x1x64 | LineFramer | 900 | 1 µs | 2 µs | 3.0 ms | 1.0 s | 2.0 s | 50 MiB |  |",
            rows[2],
            StringComparison.Ordinal);
        Assert.EndsWith("| 0.90, MISSED |", rows[3], StringComparison.Ordinal);
        Assert.EndsWith("| 1.50 |", rows[4], StringComparison.Ordinal);
        Assert.EndsWith("| 1.00, reached |", rows[6], StringComparison.Ordinal);
        Assert.All(rows, row => Assert.Equal(11, row.Count(c => c == '|')));
    }

    [Fact]
    public void The_plot_has_a_line_for_each_depth_and_server()
    {
        string svg = Path.Combine(_folder, "load.svg");
        LoadReport report = Report();
        Assert.Equal(4, LoadPlot.Draw(report, svg));
        XDocument drawn = XDocument.Load(svg);
        string[] texts =
        [
            .. drawn.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim()),
        ];
        Assert.Superset(
            new HashSet<string> { "LineFramer, depth 1", "LineFramer, depth 16", "Go bufio, depth 1", "Go bufio, depth 16", "connections" },
            texts.ToHashSet());
        Assert.DoesNotContain("LineFramer, depth 7", texts);
        Assert.Throws<LoadFailedException>(() => LoadPlot.Draw(report with { Shapes = [] }, svg));
    }

    // Connections by depth, and one shape of another length, which is not drawn.
    private static LoadReport Report() => new()
    {
        Runtimes = [".NET", "go"],
        Processors = 2,
        Rounds = 1,
        Seconds = 0.5,
        Shapes =
        [
            .. from server in new[] { LoadReport.Ours, LoadReport.Go }
               from connections in OneAndMore
               from depth in OneAndMore
               select Result(server, connections, depth, connections * depth * 1000),
            Result(LoadReport.Ours, 16, 7, 10) with { Length = 512 },
        ],
    };

    private static LoadResult Result(string server, int connections, int depth, double linesASecond) => new()
    {
        Server = server,
        Connections = connections,
        Depth = depth,
        Length = 64,
        LinesASecond = linesASecond,
        P50Microseconds = 1,
        P99Microseconds = 2,
        P999Microseconds = 3000,
        ServerCpuSeconds = 1,
        GeneratorCpuSeconds = 2,
        PeakMemory = 50 << 20,
        Rounds = [new LoadRound(10, 0.5, 1, 2)],
    };
}

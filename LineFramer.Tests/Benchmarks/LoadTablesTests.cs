using LineFraming.Benchmarks;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The tables that <c>load-tables</c> makes of records.</summary>
public sealed class LoadTablesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<string> Pages => [.. LoadTablesCommand.Pages];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_documentation_shows_the_recorded_results(string page)
    {
        string root = BenchmarkCommandLine.Root();
        string text = File.ReadAllText(Path.Combine(root, page));
        Assert.Contains("<!-- load", text, StringComparison.Ordinal);
        Assert.Equal(text, LoadTables.Fill(text, root));
    }

    [Fact]
    public void Records_stand_beside_each_other_for_the_promised_shapes()
    {
        Write(
            "quiet.json", isBusy: false, Result(LoadReport.Ours, 16, 3000), Result(LoadReport.Go, 16, 2000),
            Result(LoadReport.Ours, 3, 1));
        Write(
            "busy.json", isBusy: true, Result(LoadReport.Ours, 16, 1000), Result(LoadReport.Kestrel, 16, 800),
            Result(LoadReport.Go, 16, 2000));
        const string Table = """
            | connections x depth x bytes | the machine | lines a second | 99.9 % within | to Go bufio | to Kestrel handler |
            |---|---|---|---|---|---|
            | 16x16x64 | quiet | 3,000 | 3.0 ms | 1.50, reached |  |
            | 16x16x64 | one core busy | 1,000 | 3.0 ms | 0.50, MISSED | 1.25 |

            """;
        const string Page = "before\n<!-- load-ratios quiet.json none.json busy.json -->\n{0}<!-- /load -->\nafter\n";
        string expected = Page.Replace("{0}", Table, StringComparison.Ordinal);
        Assert.Equal(expected, LoadTables.Fill(Page.Replace("{0}", "an older one\n", StringComparison.Ordinal), _folder));
    }

    [Fact]
    public void All_of_a_record_has_its_conditions_and_every_shape()
    {
        Write("busy.json", isBusy: true, Result(LoadReport.Ours, 16, 1000), Result(LoadReport.Go, 16, 2000));
        string filled = LoadTables.Fill("<!-- load busy.json -->\n<!-- /load -->", _folder);
        Assert.Contains(
            "A processor, 2 processors for server and generator together, one of them kept busy",
            filled,
            StringComparison.Ordinal);
        Assert.Contains("| 16x16x64 | Go bufio | 2,000 |", filled, StringComparison.Ordinal);
        Assert.Contains("```text\n10 idle connections: ", filled, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!-- load quiet.json -->\nno end", "begins a table that has no end")]
    [InlineData("<!-- load none.json -->\n<!-- /load -->", "nothing of that is recorded")]
    public void A_table_without_an_end_or_a_record_is_an_error(string page, string problem)
    {
        Write("quiet.json", isBusy: false);
        LoadFailedException e = Assert.Throws<LoadFailedException>(() => LoadTables.Fill(page, _folder));
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_busy_core_is_busy_until_it_is_disposed()
    {
        Needs.Epoll();

        using BusyCore core = new();
        Assert.True(SpinWait.SpinUntil(() => core.Cpu > TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(60)), $"It used {core.Cpu}.");
    }

    private void Write(string file, bool isBusy, params LoadResult[] results) => new LoadReport
    {
        Runtimes = [".NET"],
        Machine = "A processor",
        IsBusy = isBusy,
        Processors = 2,
        Rounds = 1,
        Seconds = 0.5,
        Shapes = results,
        Idle = new IdleResult(10, 1, 2, 3, 4),
    }.Write(Path.Combine(_folder, file));

    private static LoadResult Result(string server, int connections, double linesASecond) => new()
    {
        Server = server,
        Connections = connections,
        Depth = 16,
        Length = 64,
        LinesASecond = linesASecond,
        P50Microseconds = 1,
        P99Microseconds = 2,
        P999Microseconds = 3000,
        ServerCpuSeconds = 1,
        GeneratorCpuSeconds = 2,
        PeakMemory = 50 << 20,
        Rounds = [],
    };
}

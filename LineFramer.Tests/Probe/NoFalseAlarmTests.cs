using System.Diagnostics;
using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>Policy, chance and the load of the machine are not reported as failures.</summary>
public sealed class NoFalseAlarmTests
{
    private static readonly string Planted = Probed.Text("planted");
    private static readonly string Untagged = Planted
        .Replace("{tag}", "", StringComparison.Ordinal)
        .Replace("echo: You sent: {line}", "", StringComparison.Ordinal)
        .Replace("answer: ^You sent: ping $", "answer: ^You sent", StringComparison.Ordinal);

    // The runs go side by side, because they mostly wait.
    private static readonly Task<IReadOnlyList<CaseResult>> Few = Probed.RunAsync(
        () => new PolicySessions.FewCommands(), Planted, "chunks", "ends", "bytes", "end", "close");
    private static readonly Task<IReadOnlyList<CaseResult>> OneByOne = Probed.RunAsync(
        () => new PolicySessions.NoPipelining(), Planted, "chunks", "end");
    private static readonly Task<IReadOnlyList<CaseResult>> Slowly = Probed.RunAsync(
        () => new PolicySessions.Slow(), Planted, "chunks/1", "chunks/6", "chunks/7", "ends/1", "bytes/1", "limit/3", "end/1");

    private static readonly Task<IReadOnlyList<CaseResult>> Resetting = Probed.RunAsync(
        () => new PolicySessions.ResetsAtRandom(), Planted, "limit");
    private static readonly Task<IReadOnlyList<CaseResult>> LoggedIn = Probed.RunAsync(
        () => new PlantedSession(), WithLogin("ready: READY$"), "chunks", "bytes");
    private static readonly Task<IReadOnlyList<CaseResult>> LoggedInUnread = Probed.RunAsync(
        () => new PlantedSession(), WithLogin(""), "chunks", "bytes");
    private static readonly Task<IReadOnlyList<CaseResult>> EndedOtherwise = Probed.RunAsync(
        () => new PolicySessions.Semicolons(),
        Planted
            .Replace("ends: crlf", "ends: ;\ndelimiter: ;", StringComparison.Ordinal)
            .Replace("limit: 1024", "limit: 1000", StringComparison.Ordinal),
        "chunks", "bytes", "limit", "end");

    private static readonly Task<IReadOnlyList<CaseResult>> Prompted = Probed.RunAsync(
        () => new PolicySessions.Prompts(), $"{Planted}prompt: >\\x20\nlogin: hello\n", "chunks", "ends", "bytes", "end");

    private static readonly Task<IReadOnlyList<CaseResult>> Counted = Probed.RunAsync(
        () => new PlantedSession(), Untagged, "chunks", "ends", "bytes", "end", "close");

    [Fact]
    public async Task Ten_commands_a_connection_is_a_policy()
    {
        Assert.DoesNotContain(await Few, result => result.Outcome.Verdict == Verdict.Failed);
        Assert.Contains("9 answers", (await Few).Single(result => result.Case.Id == "end/1").Outcome.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_commands_in_advance_is_a_policy()
    {
        Assert.Equal("", Probed.Complaints(await OneByOne));
        Assert.Equal(Verdict.Skipped, (await OneByOne).Single(result => result.Case.Id == "chunks/5").Outcome.Verdict);
        Assert.Equal(Verdict.Passed, (await OneByOne).Single(result => result.Case.Id == "chunks/1").Outcome.Verdict);
    }

    [Fact]
    public async Task A_slow_server_is_waited_for() => Assert.Equal("", Probed.Complaints(await Slowly));

    [Fact]
    public async Task A_reset_in_place_of_an_end_is_no_difference()
    {
        Assert.DoesNotContain(await Resetting, result => result.Outcome.Verdict == Verdict.Failed);
        Assert.Equal(Verdict.Passed, (await Resetting).Single(result => result.Case.Id == "limit/8").Outcome.Verdict);
    }

    [Fact]
    public async Task A_reset_after_the_last_command_is_information() => Assert.Equal(
        Verdict.Information,
        Assert.Single(await Probed.RunAsync(() => new PolicySessions.ResetsAtQuit(), Planted, "close/4")).Outcome.Verdict);

    [Fact]
    public async Task What_the_login_answers_is_not_counted() => Assert.Equal("", Probed.Complaints(await LoggedIn));

    [Fact]
    public async Task The_login_ends_when_the_server_is_quiet_if_no_answer_is_described() =>
        Assert.Equal("", Probed.Complaints(await LoggedInUnread));

    [Fact]
    public async Task Lines_may_end_with_anything() => Assert.Equal("", Probed.Complaints(await EndedOtherwise));

    [Fact]
    public async Task A_prompt_without_a_line_end_is_no_part_of_an_answer() => Assert.Equal("", Probed.Complaints(await Prompted));

    [Fact]
    public async Task Answers_without_tags_are_counted() => Assert.Equal("", Probed.Complaints(await Counted));

    [Fact]
    public async Task Answers_that_keep_coming_are_read_to_the_end()
    {
        const int Commands = 300;
        await using PlantedServer server = new(new("own", "", "", () => new PolicySessions.Drips()));
        using Target target = await Probed.TargetAsync($"{server.EndPoint}", Planted);
        Profile profile = new(Pace.For(TimeSpan.Zero, isThrottled: false, Probed.Quick), Commands + 1, MayPipeline: true);
        Probing probing = new(
            target, profile, profile.Pace, new(IsThorough: false, Meter: null, MayLoad: true) { Timing = Probed.Quick }, new());
        long start = Stopwatch.GetTimestamp();
        Outcome outcome = await Assert.Single(CaseList.Named("chunks/5")).Ask(probing);
        Assert.Equal("300 answers to 300 lines", outcome.Actual);
        Assert.InRange(Stopwatch.GetElapsedTime(start), profile.Pace.Patience, TimeSpan.MaxValue);
    }

    [Fact]
    public async Task A_server_is_asked_as_many_commands_as_it_answers_in_the_time()
    {
        Timing timing = Probed.Quick with { Case = TimeSpan.FromSeconds(0.9) };
        CaseResult result = Assert.Single(await Probed.RunAsync(() => new PolicySessions.Drips(), Planted, timing, "chunks/5"));
        Assert.Equal(Verdict.Passed, result.Outcome.Verdict);
        Assert.DoesNotContain("1000 answers", result.Outcome.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_back_in_a_file_is_read_there()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lineframer-probe-");
        try
        {
            string sink = Path.Combine(folder.FullName, "sink ü");
            File.WriteAllText(sink, "");
            string description = $"ping: {{tag}}\nanswer: {{tag}}\nlong: {{pad}} {{tag}}\nsink: {sink.Replace('\\', '/')}\n";
            IReadOnlyList<CaseResult> results = await Probed.RunAsync(
                () => new PolicySessions.WritesToFile(sink), description, "chunks", "bytes/5", "close/1", "peers/2");
            Assert.Equal("", Probed.Complaints(results));
            Assert.Equal(
                ["close/1", "peers/2"],
                results
                    .Where(result => result.Outcome is { Verdict: Verdict.Skipped, Actual: "what comes back comes in a file" })
                    .Select(result => result.Case.Id));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_failure_over_loopback_warns_that_a_server_may_trust_it(bool isLoopback)
    {
        CaseResult failure = new(CaseList.All[0], Outcome.Failed("LF ends a line"), TimeSpan.Zero);
        ProbeReport report = new("127.0.0.1:1", "planted", [failure], TimeSpan.Zero) { IsLoopback = isLoopback };
        Assert.Equal(
            isLoopback,
            TerminalReport.Summary(report).Contains("Asked over loopback, which a server may trust", StringComparison.Ordinal));
        ProbeReport clean = report with { Results = [new(CaseList.All[0], Outcome.Passed(""), TimeSpan.Zero)] };
        Assert.DoesNotContain("loopback", TerminalReport.Summary(clean), StringComparison.Ordinal);
    }

    private static string WithLogin(string ready) =>
        Planted.Replace("ping: ping", $"login: HELLO {{user}}\nlogin: READY\n{ready}\nping: ping", StringComparison.Ordinal);
}

using System.Net;
using LineFraming.Benchmarks;
using LineFraming.Fuzz;
using LineFraming.Server;
using LineFraming.Testing;
using LineFraming.Tests.Server;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The peers of a soak against real servers, correct and faulty.</summary>
public sealed class SoakTests
{
    private static readonly ServerOptions Options = new()
    {
        MaxLineLength = SoakScript.MaxLine,
    };

    // Short deadlines, for the scenarios that one ends: the others must not reach a deadline, even on a busy machine.
    private static readonly SessionLimits Short = new() { Line = TimeSpan.FromSeconds(2), Write = TimeSpan.FromSeconds(2) };

    // Scenarios that need only what a sabotaged server does.
    private static readonly string[] Conversing = ["honest", "half-close", "flood", "slow-reader"];

    public static IEnumerable<object[]> ScenariosAndSabotages =>
        from scenario in Conversing
        from sabotage in SabotagedServer.Names
        select new[] { scenario, sabotage };

    [Theory]
    [InlineData(0.03, 1)]
    [InlineData(30, 500)]
    [InlineData(600, 1000)]
    public void Memory_is_sampled_as_often_as_a_timer_goes(double seconds, double milliseconds) =>
        Assert.Equal(milliseconds, SoakCommand.IntervalOf(TimeSpan.FromSeconds(seconds)).TotalMilliseconds);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_script_is_the_conversation_of_the_reference_framer(int seed)
    {
        FramerOptions options = new(
            DelimiterChoice.All.First(choice => choice.Name == "crlf"), SoakScript.MaxLine, OversizedLineHandling.Throw);
        foreach (Func<SoakScript, SoakScript> end in new Func<SoakScript, SoakScript>[]
            { script => script, script => script.ThenDot(), script => script.ThenUnfinished(), Cut })
        {
            SoakScript script = end(new SoakScript(new Random(seed), 12));
            Assert.Equal(12, script.Lines);
            Assert.Equal(SessionProperty.Conversation(script.Stream.ToArray(), options), script.Answers.ToArray());
        }

        // The reference framer takes quadratic time: few bytes follow the oversized line.
        static SoakScript Cut(SoakScript script) => script.ThenOversized(maxAfter: 300);
    }

    [Fact]
    public void Answers_to_a_beginning_are_those_to_its_whole_lines()
    {
        SoakScript script = new(new Random(1), 10);
        long before = 0;
        for (int sent = 0; sent <= script.Stream.Length; sent++)
        {
            long answers = script.AnswersTo(sent);
            int lines = Count(script.Stream.Span[..sent]);
            Assert.Equal(lines, Count(script.Answers.Span[..(int)answers]));
            Assert.True(answers >= before);
            before = answers;
        }

        Assert.Equal(script.Answers.Length, before);

        static int Count(ReadOnlySpan<byte> bytes) => bytes.Count("\r\n"u8);
    }

    [Theory]
    [InlineData("honest")]
    [InlineData("half-close")]
    [InlineData("oversized")]
    [InlineData("reset")]
    [InlineData("flood")]
    [InlineData("slow-reader")]
    [InlineData("never-reads")]
    [InlineData("dawdler")]
    public async Task A_scenario_ends_well_with_the_server(string name)
    {
        bool isEndedByDeadline = name is "never-reads" or "dawdler";
        await using TestServer server = await TestServer.StartAsync(isEndedByDeadline ? Options with { Limits = Short } : Options);
        SoakScenario scenario = SoakScenario.All.Single(scenario => scenario.Name == name);
        for (int seed = 1; seed <= (isEndedByDeadline ? 1 : 3); seed++)
        {
            int lines = await RunScenarioAsync(scenario, server.EndPoint, seed);
            Assert.True(lines > 0 || name is "reset" or "never-reads", $"{lines} lines");
        }
    }

    [Theory]
    [MemberData(nameof(ScenariosAndSabotages))]
    public async Task A_server_that_answers_wrongly_is_caught(string name, string sabotage)
    {
        await using SabotagedServer server = new(sabotage);
        SoakScenario scenario = SoakScenario.All.Single(scenario => scenario.Name == name);
        await Assert.ThrowsAsync<LoadFailedException>(() => RunScenarioAsync(scenario, server.EndPoint, seed: 1));
    }

    [Fact]
    public async Task A_soak_names_the_connection_and_the_seed_that_failed()
    {
        await using SabotagedServer server = new("doubles");
        LoadFailedException wrong = await Assert.ThrowsAsync<LoadFailedException>(
            () => new Soak(server.EndPoint, 7, 3).RunAsync(Deadline.Longest, CancellationToken.None).Within("the soak to end"));
        Assert.Matches("^Connection [0-9]+ of seed 7, [a-z-]+: .+\\.$", wrong.Message);
    }

    [Fact]
    public void Every_scenario_is_drawn()
    {
        Random random = new(1);
        Assert.Equal(SoakScenario.All.ToHashSet(), Enumerable.Range(0, 1000).Select(_ => SoakScenario.Draw(random)).ToHashSet());
    }

    [Fact]
    public void Memory_may_rise_and_fall_and_warm_up()
    {
        MemoryWatch watch = Watch([10, 40, 60, 80, 90, 110, 95, 100, 90, 100, 300, 100, 90, 120, 110, 115]);
        Assert.Contains("100.0 MiB in the second quarter and 115.0 MiB in the last", watch.Judge(heap: 1 << 20), StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_that_grows_is_caught()
    {
        MemoryWatch watch = Watch(Enumerable.Range(0, 100).Select(i => 60 + i));
        Assert.Contains("not flat", Assert.Throws<LoadFailedException>(() => watch.Judge(heap: 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_heap_that_is_not_released_is_caught() => Assert.Throws<LoadFailedException>(
        () => Watch(Enumerable.Repeat(60, 20)).Judge(MemoryWatch.MaxHeap + 1));

    [Fact]
    public void Too_few_samples_say_nothing() => Assert.Throws<LoadFailedException>(() => Watch([1, 1, 1]).Judge(0));

    private static MemoryWatch Watch(IEnumerable<int> mebibytes)
    {
        MemoryWatch watch = new();
        foreach (int sample in mebibytes)
        {
            watch.Add((long)sample << 20);
        }

        return watch;
    }

    private static Task<int> RunScenarioAsync(SoakScenario scenario, IPEndPoint server, int seed) =>
        scenario.RunAsync(server, new Random(seed), CancellationToken.None).Within($"{scenario.Name} to end");
}

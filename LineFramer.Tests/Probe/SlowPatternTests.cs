using System.Text.RegularExpressions;
using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>A line that takes too long to match does not match, and says nothing about the time of a case.</summary>
public sealed class SlowPatternTests
{
    private const string Slow = "^(a+)+$";
    private const string Text = """
        ping: ping
        answer: ^a
        long: {pad}
        starttls: tls
        go: ^g
        block: block
        opened: ^a
        quit: quit
        effect: effect
        observe: observe
        seen: ^s
        """;

    private static readonly string Answered = $"{new string('a', 40)}!";

    [Theory]
    [InlineData("go", "handoff/1", "the server does not offer it")]
    [InlineData("opened", "handoff/2", "no block is opened: ")]
    [InlineData("taken", "handoff/2", "\"text\\r\\n.\\r\\n\": the block is not answered")]
    [InlineData("bye", "close/1", "3 answers to one command before it and one after it")]
    [InlineData("longanswer", "limit/3", "1025 bytes: the server closed without a word")]
    [InlineData("seen", "end/4", "no effect after a close, none after a reset")]
    public async Task A_line_that_takes_too_long_to_match_does_not_match(string key, string id, string expected)
    {
        await using PlantedServer server = new(new("own", "", "", () => new AnswersTheSame()));
        Address address = await Address.ResolveAsync($"{server.EndPoint}", CancellationToken.None);
        using Target target = new(address, With(key), new Dictionary<string, string>(), useTls: false);
        Profile profile = new(Pace.For(TimeSpan.Zero, isThrottled: false, Probed.Quick), Profile.MaxBudget, MayPipeline: true);
        RunSettings settings = new(IsThorough: false, Meter: null, MayLoad: true) { Timing = Probed.Quick };
        Outcome outcome = await Assert.Single(CaseList.Named(id)).Ask(new(target, profile, profile.Pace, settings, new()));
        Assert.StartsWith(expected, outcome.Actual, StringComparison.Ordinal);
    }

    private static Description With(string key)
    {
        Description description = Probed.Description(Text);
        Regex slow = new(Slow, RegexOptions.None, TimeSpan.FromMilliseconds(1));
        return key switch
        {
            "go" => description with { Go = slow },
            "opened" => description with { Opened = slow },
            "taken" => description with { Taken = slow },
            "bye" => description with { Bye = slow },
            "longanswer" => description with { LongAnswer = slow },
            _ => description with { Seen = new(Slow) },
        };
    }

    private sealed class AnswersTheSame : PlantedSession
    {
        protected override void Execute(byte[] line) => Say(Answered);
    }
}

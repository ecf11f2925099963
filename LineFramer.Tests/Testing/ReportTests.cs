using System.Text.Json;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// What a report says about a violation, in each of its formats, and which violations a declared difference excuses.
/// </summary>
public sealed class ReportTests
{
    private static readonly FramerProperty Chunking = FramerProperty.Named(FramerProperties.Chunking);

    [Fact]
    public void A_counterexample_is_as_simple_as_a_person_would_write_it()
    {
        FramerCase input = Ask("BufioLosesLastLine", FramerProperties.Reference).Counterexample!;
        Assert.Equal("lf \"\\n\", limit 1, Throw; stream \"x\", chunks [], ended", input.ToString());
        input = Ask("NatsSearchesOnlyNewBytes", FramerProperties.Chunking).Counterexample!;
        Assert.Equal("crlf \"\\r\\n\", limit 0, Throw; stream \"\\r\\n\", chunks []", input.ToString());
    }

    [Fact]
    public void A_violation_is_one_screen_with_rule_settings_stream_and_replay()
    {
        PropertyResult result = Ask("NatsSearchesOnlyNewBytes", FramerProperties.Chunking);
        string[] lines = result.ToString().Split(Environment.NewLine);
        Assert.Equal(
            [
                "R1_Chunking_never_shows is violated.",
                "  property  In one chunk, in any chunks and byte by byte, the same events are reported.",
                "  rule      R1: Chunking never shows: the same bytes give the same lines, wherever chunks end.",
                "  settings  crlf \"\\r\\n\", limit 0, Throw",
                "  stream    \"\\r\\n\", 2 bytes, and it goes on",
                "  chunks    one",
            ],
            lines[..6]);
        Assert.StartsWith(
            "  seen      R1: event 0, in one chunk: line \"\" at 0 ended by \"\\r\\n\"; byte by byte: ",
            lines[6],
            StringComparison.Ordinal);
        Assert.Equal($"  replay    LINEFRAMER_SEED={result.Seed} dotnet test --filter R1_Chunking_never_shows", lines[7]);
        Assert.True(lines.Length < 20);
    }

    [Fact]
    public void A_framer_whose_exception_has_no_message_is_reported_all_the_same()
    {
        FramerAdapter failing = FramerAdapter.Of(new FramerCapabilities(), _ => throw new NoMessageException());
        PropertyResult result = FramerReport.Ask(failing, Chunking);
        Assert.Equal(PropertyVerdict.Violated, result.Verdict);
        Assert.Contains("NoMessageException: (its message cannot be read)", result.Failure, StringComparison.Ordinal);
        Assert.Contains(nameof(A_framer_whose_exception_has_no_message_is_reported_all_the_same), result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void The_seed_of_a_violation_draws_its_case_first()
    {
        PropertyResult found = Ask("RedisStopsAtNul", FramerProperties.AnyByte);
        FramerReportOptions replay = new() { Cases = 1, Seed = found.Seed };
        PropertyResult again = FramerReport.Ask(Member("RedisStopsAtNul"), FramerProperty.Named(FramerProperties.AnyByte), replay);
        Assert.Equal(PropertyVerdict.Violated, again.Verdict);
        Assert.Equal(found.Counterexample!.ToString(), again.Counterexample!.ToString());
    }

    [Fact]
    public void A_seed_that_no_failure_prints_is_rejected() =>
        Assert.Contains(
            "\"12\"",
            Assert.Throws<FormatException>(() => new FramerReportOptions { Seed = "12" }).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_report_with_a_violation_throws_and_one_without_does_not()
    {
        FramerReport.Run(FramerAdapter.Of(FramerCapabilities.Everything, BugGallery.Textbook), Judge.Short).ThrowIfViolated();
        FramerReport bad = FramerReport.Run(Member("RedisStopsAtNul"), Judge.Short);
        PropertyViolatedException thrown = Assert.Throws<PropertyViolatedException>(bad.ThrowIfViolated);
        Assert.Contains(FramerProperties.Reference, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_is_also_a_table_in_Markdown_and_an_object_in_JSON()
    {
        FramerReport report = FramerReport.Run(Member("OneMatchPerBlock"), Judge.Short);
        string[] rows = report.ToMarkdown().Split('\n');
        Assert.Equal("| property | verdict | smallest counterexample, or what was tried | seconds |", rows[0]);
        Assert.Equal(report.Results.Select(result => result.Property.Name), rows[2..^1].Select(row => row.Split(' ')[1]));
        using JsonDocument json = JsonDocument.Parse(report.ToJson());
        JsonElement[] results = [.. json.RootElement.GetProperty("results").EnumerateArray()];
        Assert.Equal(report.Results.Count, results.Length);
        JsonElement chunking = results[0];
        Assert.Equal("violated", chunking.GetProperty("verdict").GetString());
        Assert.Equal(
            Escape.Quote(report.Results[0].Counterexample!.Stream),
            chunking.GetProperty("counterexample").GetProperty("stream").GetString());
        Assert.Equal("R1", chunking.GetProperty("rule").GetString());
        JsonElement skipped = results.Single(result => result.GetProperty("property").GetString() == FramerProperties.Differences);
        Assert.Equal("It declares no expected difference.", skipped.GetProperty("reason").GetString());
    }

    [Fact]
    public void Measuring_properties_are_skipped_if_MeasuresWork_is_false()
    {
        FramerAdapter adapter = FramerAdapter.Of(FramerCapabilities.Everything, BugGallery.Textbook);
        PropertyResult result = FramerReport.Ask(
            adapter, FramerProperty.Named(FramerProperties.Time), new FramerReportOptions { MeasuresWork = false });
        Assert.Equal((PropertyVerdict.Skipped, "FramerReportOptions.MeasuresWork is false"), (result.Verdict, result.Reason));
    }

    [Fact]
    public void A_declared_difference_excuses_what_it_covers_and_nothing_else()
    {
        PropertyResult[] results = ResultsWith(
            "BufioLosesLastLine", new ExpectedDifference("R7", "the last line needs an end", input => input.IsEnded));
        Assert.Equal(PropertyVerdict.Expected, Verdict(results, FramerProperties.Reference));
        Assert.Equal(PropertyVerdict.Held, Verdict(results, FramerProperties.Differences));
        Assert.Equal(PropertyVerdict.Violated, Verdict(results, FramerProperties.Conservation));
        Assert.Contains("the last line needs an end", results[0].ToString(), StringComparison.Ordinal);

        results = ResultsWith(
            "BufioLosesLastLine",
            new ExpectedDifference("R7", "short streams need no end", input => input.IsEnded && input.Stream.Length < 3));
        Assert.Equal(PropertyVerdict.Violated, Verdict(results, FramerProperties.Reference));
        Assert.Equal(3, results[0].Counterexample!.Stream.Length);
    }

    [Fact]
    public void A_declared_difference_that_never_shows_is_a_violation()
    {
        PropertyResult[] results = ResultsWith("RedisStopsAtNul", new ExpectedDifference("R14", "nothing of the kind", _ => true));
        Assert.Equal(PropertyVerdict.Violated, Verdict(results, FramerProperties.Differences));
        Assert.Contains("R14: nothing of the kind", results[2].Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_that_covers_every_case_excuses_nothing()
    {
        FramerCapabilities offered = new()
        {
            ExpectedDifferences = [new("R1", "chunks are what matters", _ => true), new("R13", "only text", _ => true)],
        };
        FramerAdapter adapter = FramerAdapter.Of(offered, BugGallery.Textbook);
        PropertyResult chunking = FramerReport.Ask(adapter, Chunking, Judge.Short);
        Assert.Equal(PropertyVerdict.Violated, chunking.Verdict);
        Assert.Contains("cannot be declared away", chunking.Failure, StringComparison.Ordinal);
        Assert.Equal(
            PropertyVerdict.Skipped,
            FramerReport.Ask(adapter, FramerProperty.Named(FramerProperties.AnyByte), Judge.Short).Verdict);
    }

    private static FramerAdapter Member(string name) =>
        FramerAdapter.Of(FramerCapabilities.Everything, BugGallery.All.Single(member => member.Name == name).Factory);

    private static PropertyResult Ask(string member, string property) =>
        FramerReport.Ask(Member(member), FramerProperty.Named(property), Judge.Short);

    private static PropertyResult[] ResultsWith(string member, ExpectedDifference difference)
    {
        FramerCapabilities offered = new() { HasWriter = true, ExpectedDifferences = [difference] };
        FramerAdapter adapter = FramerAdapter.Of(offered, BugGallery.All.Single(known => known.Name == member).Factory);
        string[] properties = [FramerProperties.Reference, FramerProperties.Conservation, FramerProperties.Differences];
        return [.. properties.Select(name => FramerReport.Ask(adapter, FramerProperty.Named(name), Judge.Short))];
    }

    private static PropertyVerdict Verdict(PropertyResult[] results, string property) =>
        results.Single(result => result.Property.Name == property).Verdict;

    private sealed class NoMessageException : Exception
    {
        public override string Message => throw new InvalidOperationException();
    }
}

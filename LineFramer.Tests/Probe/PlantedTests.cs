using System.Text;
using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>
/// The proof of the probe: the case that its history calls for finds each planted server, and the correct server that they
/// derive from passes. The tests run alone: two pieces that are sent 30 ms apart arrive together if the server gets no
/// processor meanwhile, and then hide a bug that the pause would show.
/// </summary>
[Collection(nameof(GrowthTests))]
public sealed class PlantedTests
{
    // The runs go side by side, because they mostly wait.
    private static readonly Lazy<Task<IReadOnlyList<PlantedTrial>>> Trials = new(
        () => SelfTest.RunAsync(asksAll: false, Probed.Quick, _ => { }, CancellationToken.None));

    public static TheoryData<string> Names =>
        [.. PlantedGallery.All.Where(planted => !planted.NeedsProcess).Select(planted => planted.Name)];

    public static TheoryData<string> MeasuredNames =>
        [.. PlantedGallery.All.Where(planted => planted.NeedsProcess).Select(planted => planted.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_planted_bug_is_found_by_the_case_of_its_history(string name) => IsFoundAsync(name);

    [LinuxTheory]
    [MemberData(nameof(MeasuredNames))]
    public Task A_planted_bug_that_is_measured_is_found_by_the_case_of_its_history(string name) => IsFoundAsync(name);

    [Fact]
    public async Task The_server_without_a_bug_is_clean()
    {
        PlantedTrial trial = (await Trials.Value).Single(trial => trial.Planted == PlantedGallery.Good);
        Assert.Null(trial.Failure);
        Assert.Equal("", Probed.Complaints(trial.Results));
        Assert.Equal(CaseList.All.Count, trial.Results.Count);
        Assert.InRange(trial.Results.Count(result => result.Outcome.Verdict == Verdict.Passed), CaseList.All.Count - 5, CaseList.All.Count);
    }

    [Fact]
    public void Every_planted_server_names_a_case_and_a_history()
    {
        Assert.InRange(PlantedGallery.All.Count, 28, int.MaxValue);
        Assert.Equal(PlantedGallery.All.Count, PlantedGallery.All.DistinctBy(planted => planted.Name).Count());
        Assert.All(PlantedGallery.All, planted => Assert.Contains(CaseList.All, known => known.Id == planted.Caught));
        Assert.All(PlantedGallery.All, planted => Assert.EndsWith(".", planted.History, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_group_of_cases_finds_a_planted_server() => Assert.Equal(
        CaseList.Groups.Order(StringComparer.Ordinal),
        PlantedGallery.All.Select(planted => planted.Caught.Split('/')[0]).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void The_page_of_the_probe_shows_the_table() => PageTable.Check("planted", Markdown());

    private static async Task IsFoundAsync(string name)
    {
        PlantedTrial trial = (await Trials.Value).Single(trial => trial.Planted.Name == name);
        Assert.Null(trial.Failure);
        CaseResult result = Assert.Single(trial.Results);
        Assert.Equal(trial.Planted.Caught, result.Case.Id);
        Assert.True(trial.IsRight, $"{result.Outcome.Verdict}: {result.Outcome.Actual}");
    }

    private static string Markdown()
    {
        StringBuilder text = new("| planted server | history | found by |\n|---|---|---|\n");
        foreach (Planted planted in PlantedGallery.All)
        {
            text.Append(
                $"| `{planted.Name}` | {planted.History} | "
                + $"{planted.Caught}{(planted.Expected == Verdict.Warned ? ", a warning" : "")} |\n");
        }

        return text.ToString();
    }
}

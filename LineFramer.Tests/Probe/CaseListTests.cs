using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>The ids of the cases, which never change.</summary>
public sealed class CaseListTests
{
    private static readonly (string Group, int Count)[] Groups =
    [
        ("chunks", 8), ("ends", 23), ("bytes", 5), ("limit", 10), ("end", 5), ("close", 4), ("handoff", 15), ("peers", 6),
    ];

    [Fact]
    public void Ids_are_the_groups_with_their_numbers() => Assert.Equal(
        Groups.SelectMany(group => Enumerable.Range(1, group.Count).Select(number => $"{group.Group}/{number}")),
        CaseList.All.Select(known => known.Id));

    [Fact]
    public void Every_case_states_its_requirement_and_expectation() => Assert.All(CaseList.All, known =>
    {
        Assert.EndsWith(".", known.Requirement, StringComparison.Ordinal);
        Assert.NotEmpty(known.Expected);
        Assert.NotEmpty(known.Title);
    });

    [Fact]
    public void The_page_of_the_probe_lists_the_cases()
    {
        string table = "| case | what is done | rules | what a server must do |\n|---|---|---|---|\n"
            + string.Concat(CaseList.All.Select(known => $"| {known.Id} | {known.Title} | {known.Rules} | {known.Requirement} |\n"));
        PageTable.Check("cases", table);
    }
}

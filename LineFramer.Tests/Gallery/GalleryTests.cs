using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// The proof of the properties: the suites catch every known-bad framer, by the property that its history calls for. The
/// correct framer that the known-bad ones derive from passes, and so does the library's.
/// </summary>
public sealed class GalleryTests
{
    private const string TableStart = "<!-- gallery -->\n";
    private const string TableEnd = "<!-- /gallery -->";

    public static TheoryData<string> Names => [.. BugGallery.All.Select(member => member.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_member_is_caught_by_the_properties_that_its_history_calls_for(string name)
    {
        KnownBadFramer member = Member(name);
        TrialResult trial = GalleryTable.Trial(member);
        Assert.NotNull(trial.Smallest);
        Assert.NotEmpty(member.ExpectedCatch);
        Assert.Subset(trial.CaughtBy.ToHashSet(), member.ExpectedCatch.ToHashSet());
    }

    [Fact]
    public void The_textbook_passes_all_that_catches_the_known_bad_ones() => ThrowIfCaught(BugGallery.Textbook);

    // Its own suite asks the same properties of it, on more cases.
    [LongFact]
    public void The_library_passes_all_that_catches_the_known_bad_ones() => ThrowIfCaught(options => new RealFramer(options));

    [Fact]
    public void All_are_caught()
    {
        string[] standing =
        [
            .. BugGallery.All.Where(member => GalleryTable.Trial(member).CaughtBy.Count == 0).Select(member => member.Name),
        ];
        Assert.Empty(standing);
        ProofReport.Write(
            $"Gallery: {BugGallery.All.Count} known-bad framers, all caught by the suites: "
            + $"{string.Join(", ", BugGallery.All.Select(member => member.Name))}.");
    }

    [Fact]
    public void Every_expected_property_is_one_of_the_properties() =>
        Assert.Subset(
            FramerProperty.All.Select(property => property.Name).ToHashSet(),
            BugGallery.All.SelectMany(member => member.ExpectedCatch).ToHashSet());

    [Fact]
    public void Names_are_unique() => Assert.Equal(BugGallery.All.Count, BugGallery.All.DistinctBy(member => member.Name).Count());

    [Fact]
    public void The_page_shows_the_table()
    {
        string table = GalleryTable.Markdown();
        string file = Path.Combine(Repository.Root, "docs", "gallery.md");
        string page = File.ReadAllText(file);
        int start = page.IndexOf(TableStart, StringComparison.Ordinal) + TableStart.Length;
        int end = page.IndexOf(TableEnd, StringComparison.Ordinal);
        if (Accept.IsOn)
        {
            File.WriteAllText(file, page[..start] + table + page[end..]);
        }

        Assert.True(
            Accept.IsOn || page[start..end] == table,
            $"The table of docs/gallery.md is another. If that is meant: {Accept.Command}.\n\n{table}");
    }

    private static void ThrowIfCaught(FramerFactory factory)
    {
        TrialResult trial = GalleryTrial.Run(factory, [.. FramerProperty.All.Select(property => property.Name)]);
        Assert.True(trial.CaughtBy.Count == 0, $"{string.Join(", ", trial.CaughtBy)}: {trial.Smallest}");
    }

    private static KnownBadFramer Member(string name) => BugGallery.All.Single(member => member.Name == name);
}

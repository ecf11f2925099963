using FsCheck;
using FsCheck.Fluent;
using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// The proof of the proof: the suites fell every framer that is known to be broken, and by the law that its history
/// calls for. The framer that the broken ones are made from, and the library's, pass the same through the same door.
/// </summary>
public sealed class GalleryTests
{
    private const int SampleSize = 60;
    private const int SampleCount = 400;
    private const string TableStart = "<!-- gallery -->\n";
    private const string TableEnd = "<!-- /gallery -->";

    // The suites' own generators, from a fixed seed, so that no member escapes by chance on one run out of many.
    private static readonly FramerCase[] Sample =
        [.. Generators.Cases().Generator.Sample(SampleSize, new Rnd(2_026), SampleCount), .. AnyBytes(2_027)];

    public static TheoryData<string> Names => [.. BugGallery.All.Select(member => member.Name)];

    public static TheoryData<string> RightOnes => ["the textbook", "the library"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_member_is_felled_by_the_laws_that_its_history_calls_for(string name)
    {
        KnownBadFramer member = Member(name);
        TrialResult trial = GalleryTable.Trial(member);
        Assert.NotNull(trial.Smallest);
        Assert.NotEmpty(member.ExpectedCatch);
        Assert.Subset(trial.FelledBy.ToHashSet(), member.ExpectedCatch.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_member_is_felled_by_the_cases_of_the_properties(string name)
    {
        KnownBadFramer member = Member(name);
        foreach (FramerProperty law in FramerProperty.All.Where(law => member.ExpectedCatch.Contains(law.Name)))
        {
            Assert.True(Sample.AsParallel().Any(input => GalleryTrial.Breaks(law, member.Factory, input)), $"{law} does not fell {name}.");
        }
    }

    [Theory]
    [MemberData(nameof(RightOnes))]
    public void A_right_framer_passes_all_that_fells_the_broken_ones(string name)
    {
        FramerFactory factory = name == "the textbook" ? BugGallery.Textbook : options => new RealFramer(options);
        TrialResult trial = GalleryTrial.Run(factory);
        Assert.True(trial.FelledBy.Count == 0, $"{string.Join(", ", trial.FelledBy)}: {trial.Smallest}");
        Assert.All(FramerProperty.All, law => Assert.DoesNotContain(Sample.AsParallel(), input => GalleryTrial.Breaks(law, factory, input)));
    }

    [Fact]
    public void All_are_felled_and_the_library_is_not()
    {
        string[] standing = [.. BugGallery.All.Where(member => GalleryTable.Trial(member).FelledBy.Count == 0).Select(member => member.Name)];
        Assert.Empty(standing);
        Assert.Empty(GalleryTrial.Run(options => new RealFramer(options)).FelledBy);
        ProofReport.Write(
            $"Gallery: {BugGallery.All.Count} framers with a historical bug, all felled by the suites: "
            + $"{string.Join(", ", BugGallery.All.Select(member => member.Name))}. The library's framer, through the same door: not.");
    }

    [Fact]
    public void Every_expected_law_is_one_of_the_laws() =>
        Assert.Subset(FramerProperty.All.Select(law => law.Name).ToHashSet(), BugGallery.All.SelectMany(member => member.ExpectedCatch).ToHashSet());

    [Fact]
    public void Names_are_unique() => Assert.Equal(BugGallery.All.Count, BugGallery.All.DistinctBy(member => member.Name).Count());

    [Fact]
    public void The_README_shows_the_table()
    {
        string table = GalleryTable.Markdown();
        string file = Path.Combine(Repository.Root, "README.md");
        string readme = File.ReadAllText(file);
        int start = readme.IndexOf(TableStart, StringComparison.Ordinal) + TableStart.Length;
        int end = readme.IndexOf(TableEnd, StringComparison.Ordinal);
        if (Accept.IsOn)
        {
            File.WriteAllText(file, readme[..start] + table + readme[end..]);
        }

        Assert.True(Accept.IsOn || readme[start..end] == table, $"The README's table of the gallery is another. If that is meant: {Accept.Command}.\n\n{table}");
    }

    private static KnownBadFramer Member(string name) => BugGallery.All.Single(member => member.Name == name);

    private static IEnumerable<FramerCase> AnyBytes(ulong seed) =>
        Generators.AnyBytesCases().Generator.Sample(200, new Rnd(seed), SampleCount).Select(input => input.Case);
}

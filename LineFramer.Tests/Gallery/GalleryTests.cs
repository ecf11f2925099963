using FsCheck;
using FsCheck.Fluent;
using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// The proof of the proof: the suites catch every known-bad framer, and by the property that its history calls for. The framer
/// that the known-bad ones are made from, and the library's, pass the same.
/// </summary>
public sealed class GalleryTests
{
    private const int SampleSize = 120;
    private const int SampleCount = 400;
    private const string TableStart = "<!-- gallery -->\n";
    private const string TableEnd = "<!-- /gallery -->";

    // The suites' own generators, from a fixed seed, so that no member escapes by chance on one run out of many.
    private static readonly FramerCase[] Sample =
        [.. Generators.Cases().Generator.Sample(SampleCount, new Rnd(2_026), SampleSize), .. AnyBytes(2_027)];

    public static TheoryData<string> Names => [.. BugGallery.All.Select(member => member.Name)];

    public static TheoryData<string> RightOnes => ["the textbook", "the library"];

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

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_member_is_caught_by_the_random_cases(string name)
    {
        KnownBadFramer member = Member(name);
        foreach (FramerProperty property in FramerProperties.OfRandomCases.Where(property => member.ExpectedCatch.Contains(property.Name)))
        {
            Assert.True(Sample.AsParallel().Any(input => GalleryTrial.Violates(property, member.Factory, input)), $"{property} does not catch {name}.");
        }
    }

    [Theory]
    [MemberData(nameof(RightOnes))]
    public void A_right_framer_passes_all_that_catches_the_known_bad_ones(string name)
    {
        FramerFactory factory = name == "the textbook" ? BugGallery.Textbook : options => new RealFramer(options);
        TrialResult trial = GalleryTrial.Run(factory, FramerProperties.OfMeasurements);
        Assert.True(trial.CaughtBy.Count == 0, $"{string.Join(", ", trial.CaughtBy)}: {trial.Smallest}");
        Assert.All(FramerProperties.OfRandomCases, property => Assert.DoesNotContain(Sample.AsParallel(), input => GalleryTrial.Violates(property, factory, input)));
    }

    [Fact]
    public void All_are_caught_and_the_library_is_not()
    {
        string[] standing = [.. BugGallery.All.Where(member => GalleryTable.Trial(member).CaughtBy.Count == 0).Select(member => member.Name)];
        Assert.Empty(standing);
        Assert.Empty(GalleryTrial.Run(options => new RealFramer(options)).CaughtBy);
        ProofReport.Write(
            $"Gallery: {BugGallery.All.Count} known-bad framers, all caught by the suites: "
            + $"{string.Join(", ", BugGallery.All.Select(member => member.Name))}. The library's framer: not.");
    }

    [Fact]
    public void Every_expected_property_is_one_of_the_properties() =>
        Assert.Subset(FramerProperty.All.Select(property => property.Name).ToHashSet(), BugGallery.All.SelectMany(member => member.ExpectedCatch).ToHashSet());

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
        Generators.AnyBytesCases().Generator.Sample(SampleCount, new Rnd(seed), SampleSize).Select(input => input.Case);
}

using System.Text;
using LineFraming.Testing;

namespace LineFraming.Tests;

/// <summary>
/// What caught every member of the gallery, as docs/gallery.md shows it: the properties that its history calls for, and how many
/// others, the exhaustive suite among them. Every run gives the same.
/// </summary>
internal static class GalleryTable
{
    private const int MaxShown = 80;

    private static readonly Lazy<IReadOnlyDictionary<string, TrialResult>> Trials = new(RunAll);

    /// <summary>The trial of a member.</summary>
    public static TrialResult Trial(KnownBadFramer member) => Trials.Value[member.Name];

    /// <summary>The table in Markdown.</summary>
    public static string Markdown()
    {
        StringBuilder text = new();
        text.Append(
            "Caught by: the properties that must catch it because of its history, + how many others do. Chunk sizes repeat; where\n");
        text.Append("none are given, the whole stream is one chunk.\n\n");
        text.Append("| known-bad framer | source | what its users saw | caught by | smallest counterexample |\n|---|---|---|---|---|\n");
        foreach (KnownBadFramer member in BugGallery.All)
        {
            TrialResult trial = Trial(member);
            string caughtBy = string.Join(", ", member.ExpectedCatch);
            int others = trial.CaughtBy.Except(member.ExpectedCatch).Count();
            text.Append(
                $"| `{member.Name}` | {member.Source} | {member.Summary} | {caughtBy}{(others > 0 ? $" + {others}" : "")} | "
                + $"{Describe(trial.Smallest!)} |\n");
        }

        return text.ToString();
    }

    private static string Describe(FramerCase input)
    {
        // In a Markdown table, a pipe character ends a cell even within code.
        string stream = Escape.Quote(input.Stream, MaxShown).Replace("|", @"\|", StringComparison.Ordinal);
        string name = input.Options.Delimiter.Name.Replace("|", @"\|", StringComparison.Ordinal);
        string chunks = input.ChunkSizes.Length == 0 ? "" : $" in chunks of {string.Join(", ", input.ChunkSizes)}";
        string end = input.IsEnded ? ", ended" : "";
        return $"`{stream}`{chunks}{end}; `{name}`, limit {input.Options.MaxLineLength}, {input.Options.OversizedLineHandling}";
    }

    private static Dictionary<string, TrialResult> RunAll() =>
        BugGallery.All
            .AsParallel()
            .Select(member => (member.Name, Trial: GalleryTrial.Run(member.Factory, member.ExpectedCatch)))
            .ToDictionary(done => done.Name, done => done.Trial);
}

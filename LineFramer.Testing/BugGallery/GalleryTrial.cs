namespace LineFraming.Testing;

/// <summary>
/// Puts a framer through the exhaustive suite and through every property, on the cases that the suites draw, and says what
/// caught it.
/// </summary>
internal static class GalleryTrial
{
    /// <summary>The name of the small scope among the properties that catch a framer.</summary>
    public const string SmallScopeName = FramerProperties.Exhaustive;

    // A delimiter that a chunk boundary splits, a limit and a line after them fit into four bytes. For longer streams the random
    // cases find more.
    private const int SmallScopeBytes = 4;

    // Enough for a delimiter of two bytes and for bytes that look like one.
    private const int EdgeBytes = 2;

    private const int CasesOfProperty = 300;

    // Over a longer stream the textbook framer takes more than a second, because it is restarted at every event.
    private const int Longest = 10_000;
    private const int Short = 200;

    private static readonly FramerCase[] Cases = GalleryCases.Make(seed: 20_260, CasesOfProperty);
    private static readonly FramerCase[] AnyBytesCases = GalleryCases.Make(seed: 20_260, CasesOfProperty, drawsAnyBytes: true);

    /// <summary>
    /// Tries a framer on short streams and on cases from a fixed seed. The properties in <paramref name="asked"/> get every
    /// case, large ones too; the others get the short ones alone.
    /// </summary>
    /// <returns>What caught it; the same for every run.</returns>
    public static TrialResult Run(FramerFactory factory, IReadOnlyCollection<string> asked)
    {
        FramerFactory guarded = GuardedFramer.Around(factory);
        FramerCase? smallest = RunSmallScope(guarded, restarts: false) ?? RunSmallScope(guarded, restarts: true) ?? RunEdgeScope(guarded);
        List<string> caughtBy = smallest is null ? [] : [SmallScopeName];
        foreach (FramerProperty property in FramerProperties.OfRandomCases)
        {
            int longest = asked.Contains(property.Name) ? Longest : Short;
            FramerCase? caught = Array.Find(
                property.DrawsAnyBytes ? AnyBytesCases : Cases,
                input => input.Stream.Length <= longest && Violates(property, guarded, input));
            if (caught is not null)
            {
                caughtBy.Add(property.Name);
                smallest ??= Shrinker.Simplest(caught, input => Violates(property, guarded, input));
            }
        }

        FramerAdapter adapter = FramerAdapter.Of(FramerCapabilities.Everything, factory);
        caughtBy.AddRange(FramerProperties.OfMeasurements
            .Where(property => asked.Contains(property.Name) && FramerReport.Ask(adapter, property).Verdict == PropertyVerdict.Violated)
            .Select(property => property.Name));
        return new TrialResult(caughtBy, smallest);
    }

    /// <summary>Whether a framer violates a property on a case. Any exception counts as that.</summary>
    /// <returns>Whether it does.</returns>
    public static bool Violates(FramerProperty property, FramerFactory factory, FramerCase input)
    {
        try
        {
            property.Check(factory, input);
            return false;
        }
        catch (Exception)
        {
            return true;
        }
    }

    // Restarts come last, so that they are in an example only if nothing less shows the bug.
    // Every option's streams of one length come before any of the next, so that the first counterexample is a smallest.
    private static FramerCase? RunSmallScope(FramerFactory factory, bool restarts)
    {
        for (int bytes = 0; bytes <= SmallScopeBytes; bytes++)
        {
            foreach (FramerOptions options in SmallScope.AllOptions)
            {
                if (SmallScope.Run(factory, options, bytes, restarts).Counterexample is { } found)
                {
                    return Simplify(found, factory);
                }
            }
        }

        return null;
    }

    private static FramerCase? RunEdgeScope(FramerFactory factory)
    {
        FramerCase? found = EdgeScope.SettingsOf(FramerCapabilities.Everything)
            .Select(options => EdgeScope.Run(factory, options, EdgeBytes).Counterexample)
            .FirstOrDefault(input => input is not null);
        return found is null ? null : Simplify(found, factory);
    }

    // The small scope names every chunk and always ends the stream; most cases need less. The property that
    // feeds the chunks of the case comes first, so that the chunk boundary which shows the bug stays in it.
    private static FramerCase Simplify(FramerCase found, FramerFactory factory)
    {
        FramerProperty? violated = FramerProperties.OfRandomCases
            .OrderBy(property => property.Name == FramerProperties.Reference ? 0 : 1)
            .FirstOrDefault(property => Violates(property, factory, found));
        return violated is null ? found : Shrinker.Simplest(found, simpler => Violates(violated, factory, simpler));
    }
}

/// <summary>
/// What a trial found: the names of the properties that the framer violates (or the small scope), and the smallest case
/// found; null if it violates none.
/// </summary>
internal sealed record TrialResult(IReadOnlyList<string> CaughtBy, FramerCase? Smallest);

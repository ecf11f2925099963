namespace LineFraming.Testing;

/// <summary>Puts a framer through the small scope and through every law, and says what felled it.</summary>
internal static class GalleryTrial
{
    /// <summary>What the small scope is called among the laws that fell a framer.</summary>
    public const string SmallScopeName = nameof(SmallScope);

    // A cut delimiter, a limit and a line behind them fit into four bytes; beyond that the random cases do better.
    private const int SmallScopeBytes = 4;

    private static readonly FramerCase[] Cases = GalleryCases.Make(seed: 20_260, count: 1500);

    /// <summary>Tries a framer on the small scope and on cases from a fixed seed.</summary>
    /// <param name="factory">Makes the framer.</param>
    /// <returns>What felled it; the same for every run.</returns>
    public static TrialResult Run(FramerFactory factory)
    {
        FramerFactory guarded = GuardedFramer.Around(factory);
        FramerCase? smallest = RunSmallScope(guarded, restarts: false) ?? RunSmallScope(guarded, restarts: true);
        List<string> felledBy = smallest is null ? [] : [SmallScopeName];
        foreach (FramerProperty law in FramerProperty.All)
        {
            FramerCase? felling = Array.Find(Cases, input => Breaks(law, guarded, input));
            if (felling is not null)
            {
                felledBy.Add(law.Name);
                smallest ??= Shrinker.Smallest(felling, input => Breaks(law, guarded, input));
            }
        }

        return new TrialResult(felledBy, smallest);
    }

    /// <summary>Whether a framer breaks a law on a case. Any exception counts as that.</summary>
    /// <param name="law">The law.</param>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="input">The case.</param>
    /// <returns>Whether it does.</returns>
    public static bool Breaks(FramerProperty law, FramerFactory factory, FramerCase input)
    {
        try
        {
            law.Check(factory, input);
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

    // The small scope names every chunk and always ends the stream; most cases need less. The law that cuts as the case
    // says comes first, so that the cut which shows the bug stays in it.
    private static FramerCase Simplify(FramerCase found, FramerFactory factory)
    {
        FramerProperty? broken = FramerProperty.All
            .OrderBy(law => law.Name == nameof(EventProperties.EqualsTheReference) ? 0 : 1)
            .FirstOrDefault(law => Breaks(law, factory, found));
        return broken is null ? found : Shrinker.Smallest(found, simpler => Breaks(broken, factory, simpler));
    }
}

/// <summary>What a trial found.</summary>
/// <param name="FelledBy">The laws that the framer broke, by name, and the small scope.</param>
/// <param name="Smallest">The smallest case found on which it breaks one; null if it breaks none.</param>
internal sealed record TrialResult(IReadOnlyList<string> FelledBy, FramerCase? Smallest);

namespace LineFraming.Testing;

/// <summary>Makes a case that failed smaller and simpler, so that a person can read it.</summary>
internal static class Shrinker
{
    /// <summary>Cases that are simpler by one step: fewer bytes, plainer bytes, fewer chunk sizes, a lower limit, no end.</summary>
    /// <returns>The simplest first.</returns>
    public static IEnumerable<FramerCase> Shrink(FramerCase input) => WithFewerBytes(input).Concat(WithAsManyBytes(input));

    /// <summary>
    /// Cases with simpler settings: one delimiter, a shorter one, a plainer policy, smaller chunks. They are tried once the stream
    /// is as simple as it gets, because with a longer stream a change of the settings rarely leaves the failure in place.
    /// </summary>
    /// <returns>The simplest first.</returns>
    public static IEnumerable<FramerCase> ShrinkSettings(FramerCase input)
    {
        foreach (DelimiterChoice plainer in Plainer(input.Options))
        {
            yield return input with
            {
                Options = input.Options with { Delimiter = plainer },
                Stream = EndedBy(plainer.Strings[0], input.Options.Delimiter, input.Stream),
            };
        }

        for (OversizedLineHandling plainer = OversizedLineHandling.Throw; plainer < input.Options.OversizedLineHandling; plainer++)
        {
            yield return input with { Options = input.Options with { OversizedLineHandling = plainer } };
        }

        foreach (int[] sizes in SmallerSizes(input.ChunkSizes))
        {
            yield return input with { ChunkSizes = sizes };
        }
    }

    /// <summary>Lists of chunk sizes with one size left out, or with one that is smaller but at least 1.</summary>
    /// <returns>The simplest first.</returns>
    public static IEnumerable<int[]> SmallerSizes(int[] sizes)
    {
        for (int i = 0; sizes.Length > 1 && i < sizes.Length; i++)
        {
            yield return [.. sizes[..i], .. sizes[(i + 1)..]];
        }

        for (int i = 0; i < sizes.Length; i++)
        {
            foreach (int size in new[] { 1, sizes[i] / 2, sizes[i] - 1 }.Distinct())
            {
                if (size >= 1 && size < sizes[i])
                {
                    yield return [.. sizes[..i], size, .. sizes[(i + 1)..]];
                }
            }
        }
    }

    /// <summary>Bytes that are simpler by one step: fewer of them, or a plainer one.</summary>
    /// <returns>The simplest first.</returns>
    public static IEnumerable<byte[]> Shrink(byte[] bytes) => Fewer(bytes).Concat(Plainer(bytes));

    /// <summary>Makes a case simpler step by step, as long as it still fails.</summary>
    /// <returns>A case that fails, while no case that is simpler by one step does, unless the budget is spent.</returns>
    public static FramerCase Smallest(FramerCase input, Predicate<FramerCase> fails, ShrinkBudget? budget = null)
    {
        budget ??= new ShrinkBudget();
        FramerCase? simpler = input;
        while (simpler is not null)
        {
            input = WithFewestBytes(simpler, fails, budget);
            simpler = budget.Limit(WithAsManyBytes(input)).FirstOrDefault(candidate => fails(candidate));
        }

        return input;
    }

    /// <summary>
    /// Makes a case as simple as a person would have written it, as long as it still fails and the framer offers its settings.
    /// </summary>
    /// <returns>
    /// A case that fails, while none that is simpler by one step in its stream, its chunks or its settings does, unless the budget is
    /// spent.
    /// </returns>
    public static FramerCase Simplest(FramerCase input, Predicate<FramerCase> fails, ShrinkBudget? budget = null)
    {
        budget ??= new ShrinkBudget();
        FramerCapabilities offered = input.Options.Offered;
        FramerCase? simpler = input;
        while (simpler is not null)
        {
            input = Smallest(simpler, candidate => offered.Offers(candidate) && fails(candidate), budget);
            simpler = budget.Limit(ShrinkSettings(input)).FirstOrDefault(candidate => offered.Offers(candidate) && fails(candidate));
        }

        return input;
    }

    // After a part that could be left out come the parts after it, and those before it again in the end: from the front each
    // time, a stream of a hundred lines that all matter would be tried as often as the square of its length.
    private static FramerCase WithFewestBytes(FramerCase input, Predicate<FramerCase> fails, ShrinkBudget budget)
    {
        int place = 0;
        while (true)
        {
            IEnumerable<(int Place, FramerCase Case)> candidates = budget.Limit(WithFewerBytes(input)).Index();
            (int Place, FramerCase? Case) step = candidates
                .Skip(place)
                .Concat(candidates.Take(place))
                .FirstOrDefault(candidate => fails(candidate.Case));
            if (step.Case is null)
            {
                return input;
            }

            (place, input) = step;
        }
    }

    private static IEnumerable<FramerCase> WithFewerBytes(FramerCase input) =>
        Fewer(input.Stream).Select(fewer => input with { Stream = fewer });

    private static IEnumerable<FramerCase> WithAsManyBytes(FramerCase input)
    {
        foreach (int[] sizes in SimplerSizes(input.ChunkSizes))
        {
            yield return input with { ChunkSizes = sizes };
        }

        if (input.IsEnded)
        {
            yield return input with { IsEnded = false };
        }

        int min = input.Options.OversizedLineHandling == OversizedLineHandling.Split ? 1 : 0;
        foreach (int limit in new[] { min, input.Options.MaxLineLength / 2, input.Options.MaxLineLength - 1 }.Distinct())
        {
            if (limit >= min && limit < input.Options.MaxLineLength && input.Options.HasLimit)
            {
                yield return input with { Options = input.Options with { MaxLineLength = limit } };
            }
        }

        foreach (byte[] plainer in Plainer(input.Stream))
        {
            yield return input with { Stream = plainer };
        }
    }

    private static IEnumerable<DelimiterChoice> Plainer(FramerOptions options) =>
        (options.Offered.Delimiters ?? DelimiterChoice.All)
            .Where(choice => IsPlainer(choice, options.Delimiter))
            .OrderBy(Plainness);

    private static bool IsPlainer(DelimiterChoice one, DelimiterChoice other) => Plainness(one).CompareTo(Plainness(other)) < 0;

    // Fewer delimiters are plainer, then shorter ones, then those that come first in the list of named ones. A drawn set is not in
    // that list and comes last.
    private static (int Count, int Longest, int Place) Plainness(DelimiterChoice choice)
    {
        int place = DelimiterChoice.All.ToList().IndexOf(choice);
        return (choice.Strings.Length, choice.Longest, place >= 0 ? place : int.MaxValue);
    }

    // Replaces every delimiter of a stream with another one.
    private static byte[] EndedBy(byte[] plainer, DelimiterChoice delimiter, byte[] stream)
    {
        List<byte> bytes = [];
        for (int i = 0; i < stream.Length;)
        {
            byte[]? here = delimiter.Strings.Where(known => stream.AsSpan(i).StartsWith(known)).MaxBy(known => known.Length);
            bytes.AddRange(here is null ? [stream[i]] : plainer);
            i += here?.Length ?? 1;
        }

        return [.. bytes];
    }

    private static IEnumerable<byte[]> Fewer(byte[] bytes)
    {
        for (int length = bytes.Length; length > 0; length /= 2)
        {
            for (int start = 0; start + length <= bytes.Length; start += length)
            {
                yield return [.. bytes[..start], .. bytes[(start + length)..]];
            }
        }
    }

    // First replaces many bytes at once with 'x', then fewer. One by one, the number of tries would grow with the square of the
    // stream's length.
    private static IEnumerable<byte[]> Plainer(byte[] bytes)
    {
        for (int length = bytes.Length; length > 0; length /= 2)
        {
            for (int start = 0; start + length <= bytes.Length; start += length)
            {
                if (bytes.AsSpan(start, length).ContainsAnyExcept((byte)'x'))
                {
                    byte[] plainer = [.. bytes];
                    plainer.AsSpan(start, length).Fill((byte)'x');
                    yield return plainer;
                }
            }
        }
    }

    private static IEnumerable<int[]> SimplerSizes(int[] sizes)
    {
        if (sizes.Length > 0)
        {
            yield return [];
        }

        if (sizes.Length > 1 || (sizes.Length == 1 && sizes[0] != 1))
        {
            yield return [1];
        }

        for (int i = 0; sizes.Length > 1 && i < sizes.Length; i++)
        {
            yield return [.. sizes[..i], .. sizes[(i + 1)..]];
        }
    }
}

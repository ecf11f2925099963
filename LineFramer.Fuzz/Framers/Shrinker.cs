namespace LineFraming.Fuzz;

/// <summary>Makes a case that went wrong smaller, until a person can read it.</summary>
public static class Shrinker
{
    /// <summary>Cases that are simpler by one step: fewer bytes, plainer bytes, fewer cuts, a lower limit, no end.</summary>
    /// <param name="input">The case.</param>
    /// <returns>The simplest first.</returns>
    public static IEnumerable<FramerCase> Shrink(FramerCase input)
    {
        for (int length = input.Stream.Length; length > 0; length /= 2)
        {
            for (int start = 0; start + length <= input.Stream.Length; start += length)
            {
                yield return input with { Stream = [.. input.Stream[..start], .. input.Stream[(start + length)..]] };
            }
        }

        foreach (int[] cuts in SimplerCuts(input.Cuts))
        {
            yield return input with { Cuts = cuts };
        }

        if (input.IsEnded)
        {
            yield return input with { IsEnded = false };
        }

        int least = input.Options.WhenTooLong == OversizedLine.Split ? 1 : 0;
        foreach (int limit in new[] { least, input.Options.MaxLineLength / 2, input.Options.MaxLineLength - 1 }.Distinct())
        {
            if (limit >= least && limit < input.Options.MaxLineLength)
            {
                yield return input with { Options = input.Options with { MaxLineLength = limit } };
            }
        }

        for (int i = 0; i < input.Stream.Length; i++)
        {
            if (input.Stream[i] != 'x')
            {
                yield return input with { Stream = [.. input.Stream[..i], (byte)'x', .. input.Stream[(i + 1)..]] };
            }
        }
    }

    /// <summary>Makes a case simpler step by step, as long as it still fails.</summary>
    /// <param name="input">A case that fails.</param>
    /// <param name="fails">Whether a case fails.</param>
    /// <returns>A case that fails, none of whose simpler ones does.</returns>
    public static FramerCase Smallest(FramerCase input, Predicate<FramerCase> fails)
    {
        FramerCase? simpler = input;
        while (simpler is not null)
        {
            input = simpler;
            simpler = Shrink(input).FirstOrDefault(candidate => fails(candidate));
        }

        return input;
    }

    private static IEnumerable<int[]> SimplerCuts(int[] cuts)
    {
        if (cuts.Length > 0)
        {
            yield return [];
        }

        if (cuts.Length > 1 || (cuts.Length == 1 && cuts[0] != 1))
        {
            yield return [1];
        }

        for (int i = 0; cuts.Length > 1 && i < cuts.Length; i++)
        {
            yield return [.. cuts[..i], .. cuts[(i + 1)..]];
        }
    }
}

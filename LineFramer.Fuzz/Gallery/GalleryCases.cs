namespace LineFraming.Fuzz;

/// <summary>Random cases from a fixed seed, and a way to make one smaller that still shows the same.</summary>
internal static class GalleryCases
{
    private static readonly int[] ChunkSizes = [0, 1, 1, 2, 3, 5, 1000];

    /// <summary>Makes cases: streams rich in delimiters and parts of them, lines about as long as the limit.</summary>
    public static FramerCase[] Make(int seed, int count)
    {
        Random random = new(seed);
        FramerCase[] cases = new FramerCase[count];
        for (int i = 0; i < count; i++)
        {
            cases[i] = MakeOne(random, DelimiterChoice.All[i % DelimiterChoice.All.Count]);
        }

        return cases;
    }

    /// <summary>Makes a case smaller step by step, as long as it still fails.</summary>
    public static FramerCase Shrink(FramerCase input, Predicate<FramerCase> fails)
    {
        FramerCase? smaller = input;
        while (smaller is not null)
        {
            input = smaller;
            smaller = Smaller(input).FirstOrDefault(candidate => fails(candidate));
        }

        return input;
    }

    private static FramerCase MakeOne(Random random, DelimiterChoice delimiter)
    {
        OversizedLine policy = (OversizedLine)random.Next(3);
        int limit = random.Next(policy == OversizedLine.Split ? 1 : 0, 7);
        byte[] letters = [(byte)'x', 0, .. delimiter.Strings.SelectMany(bytes => bytes).Distinct()];
        List<byte> stream = [];
        for (int pieces = random.Next(9); pieces > 0; pieces--)
        {
            switch (random.Next(5))
            {
                case 0 or 1:
                    stream.AddRange(delimiter.Strings[random.Next(delimiter.Strings.Count)]);
                    break;
                case 2:
                    stream.AddRange(Enumerable.Repeat((byte)'x', Math.Max(limit + random.Next(-2, 3), 0)));
                    break;
                case 3:
                    stream.Add(letters[random.Next(letters.Length)]);
                    break;
                default:
                    byte[] cut = delimiter.Strings[random.Next(delimiter.Strings.Count)];
                    stream.AddRange(cut[..random.Next(cut.Length)]);
                    break;
            }
        }

        int[] cuts = new int[random.Next(1, 4)];
        for (int i = 0; i < cuts.Length; i++)
        {
            cuts[i] = ChunkSizes[random.Next(ChunkSizes.Length)];
        }

        return new FramerCase(new FramerOptions(delimiter, limit, policy), [.. stream], cuts, random.Next(2) == 0);
    }

    private static IEnumerable<FramerCase> Smaller(FramerCase input)
    {
        byte[] stream = input.Stream;
        for (int i = 0; i < stream.Length; i++)
        {
            yield return input with { Stream = [.. stream[..i], .. stream[(i + 1)..]] };
        }

        int least = input.Options.WhenTooLong == OversizedLine.Split ? 1 : 0;
        for (int limit = least; limit < input.Options.MaxLineLength; limit++)
        {
            yield return input with { Options = input.Options with { MaxLineLength = limit } };
        }

        if (input.IsEnded)
        {
            yield return input with { IsEnded = false };
        }

        if (input.Cuts.Length > 0)
        {
            yield return input with { Cuts = [] };
        }

        if (input.Cuts is not ([] or [1]))
        {
            yield return input with { Cuts = [1] };
        }

        for (int i = 0; i < input.Cuts.Length && input.Cuts.Length > 1; i++)
        {
            yield return input with { Cuts = [.. input.Cuts[..i], .. input.Cuts[(i + 1)..]] };
        }
    }
}

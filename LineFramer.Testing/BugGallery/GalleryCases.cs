namespace LineFraming.Testing;

/// <summary>Random cases from a fixed seed, for trials that need no test framework.</summary>
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

    private static FramerCase MakeOne(Random random, DelimiterChoice delimiter)
    {
        OversizedLineHandling policy = (OversizedLineHandling)random.Next(3);
        int limit = random.Next(policy == OversizedLineHandling.Split ? 1 : 0, 7);
        byte[] letters = [(byte)'x', 0, .. delimiter.Strings.SelectMany(bytes => bytes).Distinct()];
        List<byte> stream = [];
        for (int pieces = random.Next(9); pieces > 0; pieces--)
        {
            switch (random.Next(5))
            {
                case 0 or 1:
                    stream.AddRange(delimiter.Strings[random.Next(delimiter.Strings.Length)]);
                    break;
                case 2:
                    stream.AddRange(Enumerable.Repeat((byte)'x', Math.Max(limit + random.Next(-2, 3), 0)));
                    break;
                case 3:
                    stream.Add(letters[random.Next(letters.Length)]);
                    break;
                default:
                    byte[] cut = delimiter.Strings[random.Next(delimiter.Strings.Length)];
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
}

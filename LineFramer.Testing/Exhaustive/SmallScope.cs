using System.Text;

namespace LineFraming.Testing;

/// <summary>
/// Every stream of a few bytes over three letters, cut in every possible way and restarted at every position: no framer is
/// wrong only on long inputs.
/// </summary>
internal static class SmallScope
{
    /// <summary>The most bytes of a stream; the number of streams and chunkings grows sixfold with each.</summary>
    public const int MostBytes = 7;

    private static readonly (DelimiterChoice Delimiter, string Letters)[] Alphabets =
    [
        (DelimiterChoice.CrLf, "a\r\n"),
        (DelimiterChoice.Lf, "a\r\n"),
        (DelimiterChoice.CrLfOrLf, "\0\r\n"),
        (DelimiterChoice.AnyNewline, "a\r\n"),
        (DelimiterChoice.Of("aa", "aa"), "abx"),
        (DelimiterChoice.Of("aab", "aab"), "abx"),
        (DelimiterChoice.Of("ab|ba", "ab", "ba"), "abx"),
        (DelimiterChoice.Of("b|aab", "b", "aab"), "abx"),
        (DelimiterChoice.Of("abab|bb", "abab", "bb"), "abx"),
        (DelimiterChoice.Of("aba|abb", "aba", "abb"), "abx"),
    ];

    /// <summary>The delimiter sets above with limits 0 to 4 and every policy that allows the limit.</summary>
    public static IReadOnlyList<FramerOptions> AllOptions { get; } =
    [
        .. from alphabet in Alphabets
           from limit in Enumerable.Range(0, 5)
           from policy in Enum.GetValues<OversizedLineHandling>()
           where limit > 0 || policy != OversizedLineHandling.Split
           select new FramerOptions(alphabet.Delimiter, limit, policy),
    ];

    /// <summary>
    /// Feeds every stream in every chunking, with and without an empty chunk before each, ended and not ended, and
    /// compares event for event, offset for offset and chunk for chunk with the reference framer; then restarts it at every
    /// position (R16). Shorter streams come first, so that the first counterexample is a smallest one.
    /// </summary>
    /// <param name="factory">Makes the framer.</param>
    /// <param name="options">One of <see cref="AllOptions"/>.</param>
    /// <param name="mostBytes">The longest streams, in bytes.</param>
    /// <param name="restarts">Whether it is restarted too.</param>
    /// <returns>What was tried, and the first case that went wrong, if any.</returns>
    public static SmallScopeResult Run(FramerFactory factory, FramerOptions options, int mostBytes = MostBytes, bool restarts = true)
    {
        byte[] letters = Encoding.Latin1.GetBytes(Alphabets.First(alphabet => alphabet.Delimiter == options.Delimiter).Letters);
        SmallScopeResult result = new(0, 0, 0, null, null);
        SmallScopeRestarts restarter = new(factory, options);
        EventLog open = new();
        EventLog ended = new();
        for (int length = 0; length <= mostBytes; length++)
        {
            byte[] stream = new byte[length];
            for (int number = 0; number < Math.Pow(letters.Length, length); number++)
            {
                Spell(number, letters, stream);
                open.Clear();
                ended.Clear();
                ReferenceFramer.Read(stream, false, options, open);
                ReferenceFramer.Read(stream, true, options, ended);
                result = result with { Streams = result.Streams + 1 };
                for (int mask = 0; mask < 1 << Math.Max(length - 1, 0); mask++)
                {
                    foreach (bool emptyChunks in (ReadOnlySpan<bool>)[false, true])
                    {
                        result = result with { Chunkings = result.Chunkings + 1 };
                        string? failure = Try(factory(options), stream, mask, emptyChunks, open, ended);
                        if (failure is not null)
                        {
                            FramerCase input = new(options, [.. stream], ChunkSizes(length, mask, emptyChunks), true);
                            return result with { Counterexample = input, Failure = failure };
                        }
                    }
                }

                if (restarts && restarter.Try(stream, open, ended) is { } wrong)
                {
                    return result with { Restarts = restarter.Count, Counterexample = wrong.Case, Failure = wrong.Failure };
                }
            }
        }

        return result with { Restarts = restarter.Count };
    }

    private static void Spell(int number, byte[] letters, byte[] stream)
    {
        for (int i = stream.Length - 1; i >= 0; i--)
        {
            stream[i] = letters[number % letters.Length];
            number /= letters.Length;
        }
    }

    // Bit i of the mask: a cut behind byte i.
    private static string? Try(IFramer framer, byte[] stream, int mask, bool emptyChunks, EventLog open, EventLog ended)
    {
        EventLog actual = new();
        Feeder feeder = new(framer, actual);
        int due = 0;
        int start = 0;
        try
        {
            for (int end = 1; end <= stream.Length && !actual.HasFailed; end++)
            {
                if (end < stream.Length && (mask & (1 << (end - 1))) == 0)
                {
                    continue;
                }

                if (emptyChunks)
                {
                    feeder.Feed(default);
                }

                feeder.Feed(stream.AsSpan(start, end - start));
                start = end;
                while (due < open.Count && open.ConsumedAt(due) <= end)
                {
                    due++;
                }

                if (actual.Count != due)
                {
                    return $"behind {end} bytes {actual.Count} events, expected {due}; expected:\n{open}actual:\n{actual}";
                }
            }

            feeder.FeedEnd();
        }
        catch (PropertyViolatedException broken)
        {
            return broken.Message;
        }

        return actual.FirstDifference(ended) < 0 ? null : $"expected:\n{ended}actual:\n{actual}";
    }

    private static int[] ChunkSizes(int length, int mask, bool emptyChunks)
    {
        List<int> cuts = [];
        int start = 0;
        for (int end = 1; end <= length; end++)
        {
            if (end == length || (mask & (1 << (end - 1))) != 0)
            {
                cuts.AddRange(emptyChunks ? [0, end - start] : [end - start]);
                start = end;
            }
        }

        return [.. cuts];
    }
}

/// <summary>What an exhaustive run tried and found.</summary>
/// <param name="Streams">How many streams.</param>
/// <param name="Chunkings">How many runs of them through the framer, each cut in another way.</param>
/// <param name="Restarts">How many runs by a framer that began at a checkpoint; 0 if the framer cannot resume.</param>
/// <param name="Counterexample">A smallest case that went wrong; null if none did.</param>
/// <param name="Failure">What was wrong with it.</param>
internal sealed record SmallScopeResult(long Streams, long Chunkings, long Restarts, FramerCase? Counterexample, string? Failure);

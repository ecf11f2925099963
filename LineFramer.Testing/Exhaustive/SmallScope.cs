using System.Runtime.CompilerServices;
using System.Text;

namespace LineFraming.Testing;

/// <summary>
/// Every stream of a few bytes over three letters, in every possible chunking and restarted at every position: a framer that is
/// wrong on long inputs is nearly always wrong on short ones.
/// </summary>
internal static class SmallScope
{
    /// <summary>
    /// The maximum number of bytes of a stream; each further byte means six times as many streams and chunkings.
    /// </summary>
    public const int MaxBytes = 7;

    // More letters mean more streams: delimiters with more different bytes are left out.
    private const int MaxLetters = 4;
    private const int UsualLetters = 3;
    private const int MaxLimit = 4;

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
    public static IReadOnlyList<FramerOptions> AllOptions { get; } = SettingsOf(FramerCapabilities.Everything);

    /// <summary>The settings to go through with a framer: its delimiter sets, limits up to 4 bytes or its smallest, its policies.</summary>
    /// <returns>None if its delimiters have too many different bytes.</returns>
    public static IReadOnlyList<FramerOptions> SettingsOf(FramerCapabilities offered)
    {
        IEnumerable<DelimiterChoice> delimiters = offered.Delimiters ?? Alphabets.Select(alphabet => alphabet.Delimiter);
        return
        [
            .. from delimiter in delimiters
               where LettersOf(delimiter).Length <= MaxLetters && IsText(offered, delimiter)
               from limit in LimitsOf(offered)
               from policy in offered.Limits is null ? [OversizedLineHandling.Throw] : offered.Policies
               where limit > 0 || policy != OversizedLineHandling.Split
               select new FramerOptions(delimiter, limit, policy) { Offered = offered },
        ];
    }

    /// <summary>
    /// Feeds every stream in every chunking, with and without an empty chunk before each, ended and not ended, and compares
    /// event for event, offset for offset and chunk for chunk with the reference framer; then restarts it at every position
    /// (R16). Shorter streams come first, so that the first counterexample is a smallest one. A case that
    /// <paramref name="isExpected"/> accepts may go wrong.
    /// </summary>
    /// <returns>What was tried, and the first case that went wrong, if any.</returns>
    public static SmallScopeResult Run(
        FramerFactory factory,
        FramerOptions options,
        int maxBytes = MaxBytes,
        bool restarts = true,
        Predicate<FramerCase>? isExpected = null,
        Attempt? attempt = null)
    {
        long streams = 0;
        long chunkings = 0;
        SmallScopeRestarts restarter = new(factory, options);
        using IDisposable? ending = attempt;

        // Reused, because making them takes longer than a short stream.
        EventLog open = new();
        EventLog ended = new();
        EventLog actual = new();
        foreach (byte[] stream in StreamsOf(options.Delimiter, maxBytes))
        {
            int length = stream.Length;
            attempt?.Begin(new FramerCase(options, stream, [], true));
            open.Clear();
            ended.Clear();
            ReferenceFramer.Read(stream, false, options, open);
            ReferenceFramer.Read(stream, true, options, ended);
            streams++;
            for (int mask = 0; mask < 1 << Math.Max(length - 1, 0); mask++)
            {
                foreach (bool emptyChunks in (ReadOnlySpan<bool>)[false, true])
                {
                    chunkings++;
                    actual.Clear();
                    string? failure = Try(factory, options, stream, mask, emptyChunks, open, ended, actual);
                    if (failure is null)
                    {
                        continue;
                    }

                    FramerCase input = new(options, stream, ChunkSizes(length, mask, emptyChunks), true);
                    if (isExpected?.Invoke(input) != true)
                    {
                        return new SmallScopeResult(streams, chunkings, restarter.Count, input, failure);
                    }
                }
            }

            if (restarts && restarter.Try(stream, open, ended) is { } wrong && isExpected?.Invoke(wrong.Case) != true)
            {
                return new SmallScopeResult(streams, chunkings, restarter.Count, wrong.Case, wrong.Failure);
            }
        }

        return new SmallScopeResult(streams, chunkings, restarter.Count, null, null);
    }

    /// <summary>
    /// The length of the longest streams over a delimiter set's letters: <paramref name="maxBytes"/> for the usual three letters, and
    /// a byte less for each further one.
    /// </summary>
    public static int LongestOf(DelimiterChoice delimiter, int maxBytes) =>
        maxBytes - Math.Max(LettersOf(delimiter).Length - UsualLetters, 0);

    /// <summary>Every stream over a delimiter set's letters that is not longer, the shorter first.</summary>
    public static IEnumerable<byte[]> StreamsOf(DelimiterChoice delimiter, int maxBytes)
    {
        byte[] letters = LettersOf(delimiter);
        int longest = LongestOf(delimiter, maxBytes);
        for (int length = 0; length <= longest; length++)
        {
            for (int number = 0; number < Math.Pow(letters.Length, length); number++)
            {
                byte[] stream = new byte[length];
                Spell(number, letters, stream);
                yield return stream;
            }
        }
    }

    private static byte[] LettersOf(DelimiterChoice delimiter)
    {
        if (Alphabets.FirstOrDefault(alphabet => alphabet.Delimiter == delimiter).Letters is { } letters)
        {
            return Encoding.Latin1.GetBytes(letters);
        }

        byte neutral = "ax-"u8.ToArray().FirstOrDefault(letter => !delimiter.Contains(letter));
        return [.. delimiter.Strings.SelectMany(bytes => bytes).Prepend(neutral).Distinct()];
    }

    private static bool IsText(FramerCapabilities offered, DelimiterChoice delimiter) =>
        offered.Text is null || LettersOf(delimiter).All(letter => letter < 0x80);

    private static int[] LimitsOf(FramerCapabilities offered)
    {
        if (offered.Limits is not { } range)
        {
            return [FramerOptions.NoLimit];
        }

        int[] limits = [.. Enumerable.Range(0, MaxLimit + 1).Where(range.Contains)];
        return limits.Length > 0 ? limits : [range.Min];
    }

    private static void Spell(int number, byte[] letters, byte[] stream)
    {
        for (int i = stream.Length - 1; i >= 0; i--)
        {
            stream[i] = letters[number % letters.Length];
            number /= letters.Length;
        }
    }

    // Whatever a framer throws, also while it is made, is what went wrong on this case.
    private static string? Try(
        FramerFactory factory,
        FramerOptions options,
        byte[] stream,
        int mask,
        bool emptyChunks,
        EventLog open,
        EventLog ended,
        EventLog actual)
    {
        try
        {
            return Compare(factory(options), options, stream, mask, emptyChunks, open, ended, actual);
        }
        catch (Exception thrown)
        {
            return PropertyRun.Describe(thrown);
        }
    }

    // Bit i of the mask: a chunk ends after byte i.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Compare(
        IFramer framer, FramerOptions options, byte[] stream, int mask, bool emptyChunks, EventLog open, EventLog ended, EventLog actual)
    {
        if (WholeRunFramer.Of(framer) is not null)
        {
            return CompareWholeRun(
                framer, new CaseView(options, stream, ChunkSizes(stream.Length, mask, emptyChunks), isEnded: true), ended, actual);
        }

        Feeder feeder = new(framer, actual, options);
        int due = 0;
        int start = 0;
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
                return $"after {end} bytes {actual.Count} events, expected {due}; expected:\n{open}actual:\n{actual}";
            }
        }

        feeder.FeedEnd();
        return actual.FirstDifference(ended) < 0 ? null : $"expected:\n{ended}actual:\n{actual}";
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? CompareWholeRun(IFramer framer, CaseView input, EventLog ended, EventLog actual)
    {
        new Feeder(framer, actual).FeedAll(input);
        EventProperties.ThrowIfNotTheReference(ended, 0, actual, null, input);
        return null;
    }

    private static int[] ChunkSizes(int length, int mask, bool emptyChunks)
    {
        List<int> sizes = [];
        int start = 0;
        for (int end = 1; end <= length; end++)
        {
            if (end == length || (mask & (1 << (end - 1))) != 0)
            {
                sizes.AddRange(emptyChunks ? [0, end - start] : [end - start]);
                start = end;
            }
        }

        return [.. sizes];
    }
}

/// <summary>
/// What an exhaustive run tried (streams, runs in different chunkings, and runs from a checkpoint, 0 if the framer cannot
/// resume) and a smallest case that went wrong, null if none did.
/// </summary>
internal sealed record SmallScopeResult(long Streams, long Chunkings, long Restarts, FramerCase? Counterexample, string? Failure)
{
    /// <summary>Both together, with the first counterexample.</summary>
    public SmallScopeResult And(SmallScopeResult other) => new(
        Streams + other.Streams,
        Chunkings + other.Chunkings,
        Restarts + other.Restarts,
        Counterexample ?? other.Counterexample,
        Counterexample is null ? other.Failure : Failure);
}

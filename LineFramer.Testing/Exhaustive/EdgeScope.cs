namespace LineFraming.Testing;

/// <summary>
/// Every stream of a few bytes again, in the middle of content that is long enough for a vector search: the stream lies at each
/// place across the edge of a block of 32 and of 64 bytes. It is fed whole, and with a chunk boundary at each place of the
/// stream, so that its line began in an earlier chunk too.
/// </summary>
internal static class EdgeScope
{
    // With longer streams, this would take longer than the exhaustive suite without it.
    private const int MaxBytes = 4;

    // How many bytes of content follow the stream: so few that it is in the last, partial block of the chunk, or more than a block.
    private static readonly int[] Suffixes = [3, 70];

    private const int RoomyLimit = 1000;
    private static readonly int[] Edges = [32, 64];

    /// <summary>The settings to go through: each delimiter set with a limit that content and stream stay under.</summary>
    /// <returns>None if its limits do not allow for content that long.</returns>
    public static IReadOnlyList<FramerOptions> SettingsOf(FramerCapabilities offered)
    {
        int limit = offered.Limits is { } range ? Math.Clamp(RoomyLimit, range.Min, range.Max) : FramerOptions.NoLimit;
        return limit < RoomyLimit
            ? []
            : [
                .. SmallScope.SettingsOf(offered)
                    .DistinctBy(options => options.Delimiter)
                    .Select(options => options with { MaxLineLength = limit }),
            ];
    }

    /// <summary>
    /// Compares every event with the reference framer's. A case that <paramref name="isExpected"/> accepts may go wrong.
    /// </summary>
    /// <returns>What was tried, and the first case that went wrong, if any.</returns>
    public static SmallScopeResult Run(
        FramerFactory factory, FramerOptions options, int maxBytes, Predicate<FramerCase>? isExpected = null, Attempt? attempt = null)
    {
        using IDisposable? ending = attempt;
        SmallScopeResult result = new(0, 0, 0, null, null);
        EventLog expected = new();
        EventLog actual = new();
        foreach (byte[] stream in SmallScope.StreamsOf(options.Delimiter, Math.Min(maxBytes, MaxBytes)))
        {
            foreach ((int start, int suffix) in PlacesOf(stream))
            {
                byte[] embedded = [.. Content(options, start), .. stream, .. Content(options, suffix)];
                expected.Clear();
                long discarded = ReferenceFramer.Read(embedded, isEnded: true, options, expected);
                attempt?.Begin(new FramerCase(options, embedded, [], true));
                result = result with { Streams = result.Streams + 1, Chunkings = result.Chunkings + stream.Length + 2 };
                for (int boundary = -1; boundary <= stream.Length; boundary++)
                {
                    CaseView input = new(options, embedded, boundary < 0 ? [] : [start + boundary, embedded.Length], isEnded: true);
                    if (Failure(factory, input, expected, discarded, actual) is { } failure && isExpected?.Invoke(input.ToCase()) != true)
                    {
                        return result with { Counterexample = input.ToCase(), Failure = failure };
                    }
                }
            }
        }

        return result;
    }

    private static IEnumerable<(int Start, int Suffix)> PlacesOf(byte[] stream) =>
        from edge in Edges
        from start in Enumerable.Range(edge - stream.Length, stream.Length + 1)
        from suffix in Suffixes
        select (start, suffix);

    private static string? Failure(FramerFactory factory, CaseView input, EventLog expected, long discarded, EventLog actual)
    {
        try
        {
            IFramer framer = factory(input.Options);
            actual.Clear();
            new Feeder(framer, actual).FeedAll(input);
            EventProperties.ThrowIfNotTheReference(expected, discarded, actual, framer.Counts, input);
            return null;
        }
        catch (Exception thrown)
        {
            return PropertyRun.Describe(thrown);
        }
    }

    private static byte[] Content(FramerOptions options, int length) => [.. Enumerable.Repeat(options.Delimiter.Neutral, length)];
}

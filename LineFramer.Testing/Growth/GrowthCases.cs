namespace LineFraming.Testing;

/// <summary>
/// The streams on which work is measured from outside: one long line in small chunks, and many short lines in one chunk. Each is
/// given at growing sizes, so that the first one that shows a framer to be quadratic is a small one.
/// </summary>
internal static class GrowthCases
{
    // A framer that needs longer than this at one size is not measured at the next: a quadratic one would need four times as long.
    // Short lines have more time. In a fifth of it, a framer whose quadratic part was half of its time did not reach the size that
    // shows it.
    private static readonly TimeSpan MaxTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxTimeOfShortLines = TimeSpan.FromMilliseconds(500);

    // The same in elapsed time: on a busy machine more time passes than the framer needs.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    private const int SmallestSize = 1 << 12;
    private const int ShortLine = 7;

    // The chunk sizes of the long line, and its maximum length. The line is shorter in chunks of one byte, because each chunk is a
    // call.
    private static readonly (int ChunkSize, int MaxSize)[] LongLines = [(1, 1 << 18), (64, 1 << 20)];

    /// <summary>The shapes of stream, for reports.</summary>
    public const string Shapes = "one long line in chunks of 1 and of 64 bytes, and short lines in one chunk";

    /// <summary>Cases of growing size. A size comes only if the framer was quick enough at the one before.</summary>
    public static IEnumerable<FramerCase> Of(FramerAdapter adapter)
    {
        FramerOptions options = OptionsOf(adapter.Capabilities);
        foreach ((int chunkSize, int maxSize) in LongLines)
        {
            foreach (int size in Sizes(Math.Min(maxSize, options.MaxLineLength), MaxTime))
            {
                yield return new FramerCase(
                    options, [.. Content(options, size), .. options.Delimiter.Strings[0]], [chunkSize], IsEnded: false);
            }
        }

        foreach (int size in Sizes(1 << 20, MaxTimeOfShortLines))
        {
            yield return new FramerCase(options, ShortLines(options, size), [], IsEnded: false);
        }
    }

    /// <summary>The first quarter of a case's stream, as a stream of its own whose last line is ended.</summary>
    public static FramerCase Quarter(FramerCase input) =>
        input with { Stream = [.. input.Stream[..(input.Stream.Length / 4)], .. input.Options.Delimiter.Strings[0]] };

    // The clocks measure the caller, which runs the framer over a size before it asks for the next.
    private static IEnumerable<int> Sizes(int max, TimeSpan maxTime)
    {
        bool isQuick = true;
        for (int size = Math.Min(SmallestSize, max); size <= max && isQuick; size *= 2)
        {
            WorkClock work = new(isElsewhere: false);
            WorkClock watch = new(isElsewhere: true);
            yield return size;
            isQuick = work.Elapsed < maxTime && watch.Elapsed < MaxWait;
        }
    }

    private static FramerOptions OptionsOf(FramerCapabilities offered)
    {
        DelimiterChoice delimiter = offered.DrawnDelimiters[0];
        int limit = offered.Limits is { } range ? Math.Clamp(1 << 20, range.Min, range.Max) : FramerOptions.NoLimit;
        OversizedLineHandling policy = offered.Limits is null
            ? OversizedLineHandling.Throw
            : offered.Policies.First(policy => policy != OversizedLineHandling.Split || limit > 0);
        return new FramerOptions(delimiter, limit, policy) { Offered = offered };
    }

    private static byte[] Content(FramerOptions options, int length)
    {
        byte[] content = new byte[length];
        content.AsSpan().Fill(options.Delimiter.Neutral);
        return content;
    }

    private static byte[] ShortLines(FramerOptions options, int size)
    {
        byte[] line = [.. Content(options, Math.Min(ShortLine, options.MaxLineLength)), .. options.Delimiter.Strings[0]];
        byte[] stream = new byte[size / line.Length * line.Length];
        for (int at = 0; at < stream.Length; at += line.Length)
        {
            line.CopyTo(stream, at);
        }

        return stream;
    }
}

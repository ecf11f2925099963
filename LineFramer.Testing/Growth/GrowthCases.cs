namespace LineFraming.Testing;

/// <summary>
/// The streams on which work is measured from outside: one long line in small chunks, and many short lines in one chunk. Each is
/// given at growing sizes, so that the first one that shows a framer to be quadratic is a small one.
/// </summary>
internal static class GrowthCases
{
    // A framer that takes longer than this for one size is not measured at the next: a quadratic one would take four times as long.
    // Short lines have more time. In a fifth of it, a framer whose quadratic part was half of its time did not reach the size that
    // shows it.
    private static readonly TimeSpan MaxTime = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxTimeOfShortLines = TimeSpan.FromMilliseconds(200);

    private const int SmallestSize = 1 << 12;
    private const int ShortLine = 7;

    // The chunk sizes of the long line, and its maximum length. The line is shorter in chunks of one byte, because each chunk is a
    // call.
    private static readonly (int ChunkSize, int MaxSize)[] LongLines = [(1, 1 << 18), (64, 1 << 20)];

    /// <summary>The shapes of stream, for reports.</summary>
    public const string Shapes = "one long line in chunks of 1 and of 64 bytes, and short lines in one chunk";

    /// <summary>
    /// Cases of growing size. A size comes only if one run at the size before was quick enough, however often the property measured
    /// it: what is in doubt at one size, and so measured often, is clear at the next.
    /// </summary>
    public static IEnumerable<FramerCase> Of(FramerAdapter adapter, Func<FramerCase, TimeSpan> timeOf)
    {
        FramerOptions options = OptionsOf(adapter.Capabilities);
        foreach ((int chunkSize, int maxSize) in LongLines)
        {
            IEnumerable<FramerCase> cases = Sizes(Math.Min(maxSize, options.MaxLineLength)).Select(size => new FramerCase(
                options, [.. Content(options, size), .. options.Delimiter.Strings[0]], [chunkSize], IsEnded: false));
            foreach (FramerCase input in WhileQuick(cases, timeOf, MaxTime))
            {
                yield return input;
            }
        }

        IEnumerable<FramerCase> ofShortLines = Sizes(1 << 20).Select(size =>
            new FramerCase(options, ShortLines(options, size), [], IsEnded: false));
        foreach (FramerCase input in WhileQuick(ofShortLines, timeOf, MaxTimeOfShortLines))
        {
            yield return input;
        }
    }

    /// <summary>The first quarter of a case's stream, as a stream of its own whose last line is ended.</summary>
    public static FramerCase Quarter(FramerCase input) =>
        input with { Stream = [.. input.Stream[..(input.Stream.Length / 4)], .. input.Options.Delimiter.Strings[0]] };

    // The time is taken after the caller's turn, so a framer that fails there is not run here.
    private static IEnumerable<FramerCase> WhileQuick(
        IEnumerable<FramerCase> cases, Func<FramerCase, TimeSpan> timeOf, TimeSpan maxTime)
    {
        foreach (FramerCase input in cases)
        {
            yield return input;
            if (timeOf(input) > maxTime)
            {
                yield break;
            }
        }
    }

    private static IEnumerable<int> Sizes(int max)
    {
        for (int size = Math.Max(1, Math.Min(SmallestSize, max)); size <= max; size *= 2)
        {
            yield return size;
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

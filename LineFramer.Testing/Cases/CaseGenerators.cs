using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace LineFraming.Testing;

/// <summary>
/// Cases in which rare things are common: tiny alphabets of delimiter bytes, lines that end within two bytes of the limit,
/// chunks of 0 to 3 bytes and around the widths that vector code works in. Some are large: limits around 2^10, 2^12 and 2^16,
/// more than a hundred lines in a chunk. Cases use only what a framer offers.
/// </summary>
internal static class CaseGenerators
{
    // With limits from here on, a line at the limit costs more than the rest of a case, so they are rare.
    private const int LongLimit = 1000;

    // If the largest limit that a framer offers is at most this, it is drawn as often as others.
    private const int CommonLimit = 5000;

    // A scan ahead queues about a hundred ends, and goes at most four times as far as was read: only many lines fill the queue.
    private const int ManyLines = 500;

    private static readonly int[] Limits = [0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 128, 255, 256, 1000];
    // Buffers begin with 2^10 bytes, are large from there on, and grow in powers of two.
    private static readonly int[] LargeLimits = [1023, 1024, 1025, 1026, 1500];
    private static readonly int[] LargerLimits = [4095, 4096, 4097];
    private static readonly int[] LargestLimits = [65_535, 65_536, 65_537];
    private static readonly int[] Sizes =
        [0, 1, 1, 2, 2, 3, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 511, 4096];

    // Every residue of 16, 32 and 64, after one whole block and after several.
    private static readonly int[] LongSizes =
        [.. Enumerable.Range(64, 64), .. Enumerable.Range(0, 8).Select(i => 1500 + (9 * i)), 511, 4096];

    /// <summary>Chunk sizes: one chunk, byte by byte, or up to eight sizes that repeat, any or none of them short.</summary>
    public static Gen<int[]> ChunkSizes { get; } = Gen.OneOf(
        Gen.Constant(Array.Empty<int>()),
        Gen.Constant<int[]>([1]),
        from count in Gen.Choose(1, 8) from sizes in Gen.ArrayOf(Gen.Elements(Sizes), count) select sizes,
        from count in Gen.Choose(1, 8) from sizes in Gen.ArrayOf(Gen.Elements(LongSizes), count) select sizes);

    /// <summary>Cases with streams rich in delimiters and near the limit, in small chunks.</summary>
    public static Gen<FramerCase> Cases(FramerCapabilities offered, bool drawsAnyBytes = false) =>
        from options in Options(offered)
        from stream in Streams(options, drawsAnyBytes)
        from sizes in ChunkSizes
        from isEnded in Gen.Elements(true, false)
        select new FramerCase(options, stream, sizes, isEnded);

    /// <summary>Settings that the framer offers.</summary>
    public static Gen<FramerOptions> Options(FramerCapabilities offered)
    {
        Gen<DelimiterChoice> named = Gen.Elements<DelimiterChoice>(offered.DrawnDelimiters);
        Gen<DelimiterChoice> delimiters = offered is { Delimiters: null, Text: null }
            ? Gen.Frequency((3, named), (1, DelimiterGenerators.Sets))
            : named;
        if (offered.Limits is not { } range)
        {
            return
                from delimiter in delimiters
                select new FramerOptions(delimiter, FramerOptions.NoLimit, OversizedLineHandling.Throw) { Offered = offered };
        }

        return
            from delimiter in delimiters
            from policy in Gen.Elements<OversizedLineHandling>(offered.Policies)
            from limit in LimitsIn(range)
            let options = new FramerOptions(delimiter, limit, policy) { Offered = offered }
            select offered.Offers(options) ? options : options with { MaxLineLength = Math.Max(limit, 1) };
    }

    /// <summary>Streams of lines, parts of lines and parts of delimiters.</summary>
    public static Gen<byte[]> Streams(FramerOptions options, bool drawsAnyBytes = false)
    {
        Gen<byte> lineBytes = drawsAnyBytes ? AnyByte(options.Delimiter) : LineBytes(options.Delimiter);
        Gen<byte[]> bytes =
            from limit in options.HasLimit ? Gen.Constant(options.MaxLineLength) : Gen.Elements(Limits)
            from stream in Gen.Sized(size =>
                from text in Gen.Frequency(
                    (3, Gen.Constant(Array.Empty<byte>())),
                    (16, Text(options, limit)),
                    (size > 100 ? 2 : 0, Gen.Constant(Crowd(options, limit))))
                from count in Gen.Choose(0, Math.Max(1, limit < LongLimit ? size / 8 : Math.Min(size / 40, 100_000 / limit)))
                from parts in Gen.ArrayOf(Part(options, limit, lineBytes), count)
                select parts.Prepend(text).SelectMany(part => part).ToArray())
            select stream;
        return options.Offered.Text is { } text ? bytes.Select(stream => Valid(stream, text)) : bytes;
    }

    private static Gen<int> LimitsIn(LimitRange range)
    {
        (int Weight, int[] Limits)[] drawn =
        [
            (300, [.. Limits.Where(range.Contains), range.Min, .. range.Max <= CommonLimit ? [range.Max] : (int[])[]]),
            (22, [.. LargeLimits.Where(range.Contains)]),
            (3, [.. LargerLimits.Where(range.Contains)]),
            (1, [.. LargestLimits.Where(range.Contains)]),
        ];
        return Gen.Frequency([.. drawn.Where(some => some.Limits.Length > 0).Select(some => (some.Weight, Gen.Elements(some.Limits)))]);
    }

    // Most lines fit, because under Throw nothing after the first oversized line is read. A part of a delimiter precedes some
    // delimiters, so that a search must use a fallback.
    private static Gen<byte[]> Text(FramerOptions options, int limit) =>
        from count in Gen.Choose(4, 24)
        from lines in Gen.ArrayOf(
            from length in Gen.Choose(0, Math.Min(limit, 12))
            from part in Gen.Frequency((3, Gen.Constant(Array.Empty<byte>())), (1, Partial(options)))
            from end in Gen.Elements<byte[]>(options.Delimiter.Strings)
            let inside = part.Length <= length ? part : []
            select (byte[])[.. Content(length - inside.Length), .. inside, .. end],
            count)
        select lines.SelectMany(line => line).ToArray();

    // The beginning of a delimiter, and at times the end of one.
    private static Gen<byte[]> Partial(FramerOptions options) =>
        from whole in Gen.Elements<byte[]>(options.Delimiter.Strings)
        from length in Gen.Choose(0, whole.Length)
        from isEnd in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        select isEnd ? whole[length..] : whole[..length];

    // More lines than the queue of ends has room for: empty ones and ones of one byte.
    private static byte[] Crowd(FramerOptions options, int limit)
    {
        IReadOnlyList<byte[]> delimiters = options.Delimiter.Strings;
        return [.. Enumerable.Range(0, ManyLines).SelectMany(Line)];

        byte[] Line(int i) => [.. Content(i % Math.Min(limit + 1, 2)), .. delimiters[i % delimiters.Count]];
    }

    // Values that other framers get wrong are frequent: C strings end at NUL, text files at SUB, signed bytes turn negative at
    // 128. So are values that differ from a delimiter's by one or by a bit.
    private static Gen<byte> AnyByte(DelimiterChoice delimiter) => Gen.Frequency(
        (4, Gen.Choose(0, 255).Select(value => (byte)value)),
        (2, Gen.Elements<byte>(0x00, 0x1a, 0x7f, 0x80, 0xff)),
        (1, Gen.Elements([.. delimiter.Strings.SelectMany(bytes => bytes).Distinct().SelectMany(Alike)])));

    private static IEnumerable<byte> Alike(byte value) =>
        Enumerable.Range(0, 8).Select(bit => (byte)(value ^ (1 << bit))).Append((byte)(value + 1)).Append((byte)(value - 1));

    // Every byte of a delimiter, and one that is in none.
    private static Gen<byte> LineBytes(DelimiterChoice delimiter) =>
        Gen.Elements([.. delimiter.Strings.SelectMany(bytes => bytes).Append((byte)'x').Distinct()]);

    private static Gen<byte[]> Part(FramerOptions options, int limit, Gen<byte> lineBytes)
    {
        Gen<byte[]> delimiter = Gen.Elements<byte[]>(options.Delimiter.Strings);
        Gen<byte[]> partial = Partial(options);
        Gen<byte[]> aroundLimit =
            from difference in Gen.Choose(-2, 2)
            from times in Gen.Frequency((5, Gen.Constant(1)), (1, Gen.Choose(2, 4)))
            select Content(Math.Max(0, (limit * times) + difference));
        Gen<byte[]> line =
            from content in aroundLimit
            from rest in partial
            from end in delimiter
            select (byte[])[.. content, .. rest, .. end];
        Gen<byte[]> mess = from length in Gen.Choose(0, 12) from bytes in Gen.ArrayOf(lineBytes, length) select bytes;

        // A line that may be over the limit only because bytes that could have begun its delimiter turn out to be content.
        Gen<byte[]> givenUp =
            from content in aroundLimit
            from begun in partial
            from other in mess
            select (byte[])[.. content, .. begun, .. other];
        Gen<byte[]> characters = Gen.Constant(options.Offered.Text?.GetBytes("\u00e9\u20ac\U0001f600") ?? Content(1));
        return Gen.Frequency(
            (3, mess),
            (2, line),
            (2, givenUp),
            (2, delimiter),
            (1, partial),
            (1, aroundLimit),
            (options.Offered.Text is null ? 0 : 2, characters));
    }

    // Invalid bytes become the replacement character.
    private static byte[] Valid(byte[] stream, Encoding text) => text.GetBytes(text.GetString(stream));

    private static byte[] Content(int length) => [.. Enumerable.Repeat((byte)'x', length)];
}

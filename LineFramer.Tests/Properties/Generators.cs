using FsCheck;
using FsCheck.Fluent;
using LineFraming.Fuzz;
using LineFraming.Testing;

namespace LineFraming.Tests;

/// <summary>
/// Streams in which the rare is common: tiny alphabets of delimiter bytes, lines that end within two bytes of the
/// limit, chunks of 0 to 3 bytes and around the widths that vector code works in.
/// </summary>
public static class Generators
{
    private static readonly int[] Limits = [0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 128, 255, 256, 1000];
    private static readonly int[] Sizes = [0, 1, 1, 2, 2, 3, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 511, 4096];

    private static readonly Gen<FramerOptions> Options =
        from delimiter in Gen.Elements<DelimiterChoice>(DelimiterChoice.All)
        from policy in Gen.Elements(Enum.GetValues<OversizedLineHandling>())
        from limit in Gen.Elements(Limits)
        select new FramerOptions(delimiter, policy == OversizedLineHandling.Split ? Math.Max(limit, 1) : limit, policy);

    private static readonly Gen<int[]> ChunkSizes = Gen.OneOf(
        Gen.Constant(Array.Empty<int>()),
        Gen.Constant<int[]>([1]),
        from count in Gen.Choose(1, 8) from sizes in Gen.ArrayOf(Gen.Elements(Sizes), count) select sizes);

    // The values that other framers stumble over come often: C strings end at NUL, text files at SUB, signs turn at 128.
    private static readonly Gen<byte> AnyByte = Gen.Frequency(
        (2, Gen.Choose(0, 255).Select(value => (byte)value)),
        (1, Gen.Elements<byte>(0x00, 0x1a, 0x7f, 0x80, 0xff)));

    /// <summary>Streams rich in delimiters and near the limit, cut small.</summary>
    public static Arbitrary<FramerCase> Cases() => Arb.From(
        from options in Options
        from stream in Streams(options, LineBytes(options.Delimiter))
        from sizes in ChunkSizes
        from isEnded in Gen.Elements(true, false)
        select new FramerCase(options, stream, sizes, isEnded),
        Shrinker.Shrink);

    /// <summary>The same with content of any of the 256 byte values.</summary>
    public static Arbitrary<AnyBytesCase> AnyBytesCases() => Arb.From(
        from options in Options
        from stream in Streams(options, AnyByte)
        from sizes in ChunkSizes
        from isEnded in Gen.Elements(true, false)
        select new AnyBytesCase(new FramerCase(options, stream, sizes, isEnded)),
        input => Shrinker.Shrink(input.Case).Select(smaller => new AnyBytesCase(smaller)));

    /// <summary>Pipes whose segments, cancelled reads and early breaks are planned.</summary>
    public static Arbitrary<PipeCase> PipeCases() => Arb.From(
        from options in Options
        from stream in Streams(options, LineBytes(options.Delimiter))
        from sizes in ChunkSizes
        from segments in ChunkSizes
        from cancelEvery in Gen.Elements(0, 0, 1, 2, 3)
        from breakEvery in Gen.Elements(0, 0, 1, 2, 5)
        select new PipeCase(new FramerCase(options, stream, sizes, true), segments, cancelEvery, breakEvery),
        input => input.Simpler());

    // Every byte of a delimiter, and one that is in none.
    private static Gen<byte> LineBytes(DelimiterChoice delimiter) =>
        Gen.Elements([.. delimiter.Strings.SelectMany(bytes => bytes).Append((byte)'x').Distinct()]);

    private static Gen<byte[]> Streams(FramerOptions options, Gen<byte> lineBytes) => Gen.Sized(size =>
        from count in Gen.Choose(0, Math.Max(1, size / 8))
        from parts in Gen.ArrayOf(Part(options, lineBytes), count)
        select parts.SelectMany(part => part).ToArray());

    private static Gen<byte[]> Part(FramerOptions options, Gen<byte> lineBytes)
    {
        Gen<byte[]> delimiter = Gen.Elements<byte[]>(options.Delimiter.Strings);
        Gen<byte[]> partial = from whole in delimiter from length in Gen.Choose(0, whole.Length) select whole[..length];
        Gen<byte[]> aroundLimit =
            from difference in Gen.Choose(-2, 2)
            from times in Gen.Frequency((5, Gen.Constant(1)), (1, Gen.Choose(2, 4)))
            select Content(Math.Max(0, (options.MaxLineLength * times) + difference));
        Gen<byte[]> line = from content in aroundLimit from tail in partial from end in delimiter select (byte[])[.. content, .. tail, .. end];
        Gen<byte[]> mess = from length in Gen.Choose(0, 12) from bytes in Gen.ArrayOf(lineBytes, length) select bytes;

        // A line that is over the limit only because what could have begun its delimiter did not.
        Gen<byte[]> givenUp = from content in aroundLimit from begun in partial from other in mess select (byte[])[.. content, .. begun, .. other];
        return Gen.Frequency((3, mess), (2, line), (2, givenUp), (2, delimiter), (1, partial), (1, aroundLimit));
    }

    private static byte[] Content(int length) => [.. Enumerable.Repeat((byte)'x', length)];
}

/// <summary>A case whose content is of any byte values (R13).</summary>
public sealed record AnyBytesCase(FramerCase Case);

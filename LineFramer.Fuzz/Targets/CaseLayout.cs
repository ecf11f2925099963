namespace LineFraming.Fuzz;

/// <summary>
/// How the bytes of a fuzzing input stand for a <see cref="FramerCase"/>. A header of fixed size holds the settings and
/// the chunk sizes, and the stream is all that follows, so that changing the stream does not shift the chunk
/// boundaries, nor the reverse. Missing header bytes count as 0, so every input means something. <see cref="Description"/> is the layout.
/// </summary>
public static class CaseLayout
{
    /// <summary>Where the stream begins, in bytes.</summary>
    public const int HeaderLength = 16;

    /// <summary>What the largest value of its byte stands for as a limit: more than the framer calls a long line.</summary>
    public const int LongLimit = 1100;

    /// <summary>The layout, for people.</summary>
    public const string Description = """
        byte 0       delimiter: number in DelimiterChoice.All, modulo its count; from 240 a set of four, from 248 one of twelve bytes
        byte 1       limit, 0 to 254 (0 means 1 under Split); 255 means 1,100
        byte 2       policy: modulo 3, 0 Throw, 1 Truncate, 2 Split; and 128 more for a stream that ends
        byte 3       how many chunk sizes follow, modulo 13
        bytes 4-15   the chunk sizes, 0 to 255, repeated over the stream; a 0 after a 0 is left out; none or only zeros: one chunk
        bytes 16-    the stream
        """;

    /// <summary>The longest stream that a session tries, in bytes: it exceeds <see cref="LongLimit"/>, with a line after that.</summary>
    public const int LongStream = LongLimit + 72;

    // The smallest value of byte 0 that stands for a rare delimiter, and how many values stand for each of them.
    private const int FirstRare = 240;
    private const int RareValues = 8;

    private const int FirstSize = 4;
    private const int MaxSizes = HeaderLength - FirstSize;
    private const int EndedBit = 128;
    private const int Limits = byte.MaxValue + 1;
    private const int Policies = 3;

    // A set of four, and a delimiter that overlaps itself and that no number of eight bytes holds.
    private static readonly DelimiterChoice[] Rare =
    [
        DelimiterChoice.Of("lf|nul|aab|ba", "\n", "\0", "aab", "ba"),
        DelimiterChoice.Of("aabaabaabaca", "aabaabaabaca"),
    ];

    // Settings are made when they are first needed, and then reused, so that decoding allocates nothing.
    private static readonly FramerOptions?[] Options = new FramerOptions?[(DelimiterChoice.All.Count + Rare.Length) * Limits * Policies];

    [ThreadStatic]
    private static int[][]? _sizes;

    /// <summary>The delimiters of the layout: those of <see cref="DelimiterChoice.All"/>, and two that are chosen less often.</summary>
    public static IReadOnlyList<DelimiterChoice> Delimiters { get; } = [.. DelimiterChoice.All, .. Rare];

    /// <summary>Reads an input.</summary>
    /// <param name="input">Any bytes.</param>
    /// <returns>The case they stand for.</returns>
    public static FramerCase Decode(ReadOnlySpan<byte> input) => View(input).ToCase();

    /// <summary>Reads an input where it is, without allocating once warm.</summary>
    /// <returns>The case they stand for, valid until the next call on this thread.</returns>
    internal static CaseView View(ReadOnlySpan<byte> input)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        input[..Math.Min(input.Length, HeaderLength)].CopyTo(header);
        OversizedLineHandling policy = (OversizedLineHandling)(header[2] % EndedBit % Policies);
        int[] sizes = SizesOf(header.Slice(FirstSize, header[3] % (MaxSizes + 1)));
        FramerOptions options = OptionsOf(NumberOf(header[0]), header[1], policy);
        return new CaseView(options, input.Length > HeaderLength ? input[HeaderLength..] : default, sizes, header[2] >= EndedBit);
    }

    /// <summary>Whether there is an input that stands for the case.</summary>
    internal static bool HasRoomFor(FramerCase input) =>
        Delimiters.Contains(input.Options.Delimiter) && HasRoomFor(input.Options.MaxLineLength)
        && input.ChunkSizes.Length <= MaxSizes && Array.TrueForAll(input.ChunkSizes, size => size <= byte.MaxValue);

    /// <summary>Writes an input that <see cref="Decode"/> reads as the case.</summary>
    /// <param name="input">The case.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentException">The case has a delimiter, a limit or chunk sizes that the layout has no room for.</exception>
    public static byte[] Encode(FramerCase input)
    {
        int delimiter = Delimiters.ToList().IndexOf(input.Options.Delimiter);
        if (!HasRoomFor(input))
        {
            throw new ArgumentException(
                $"The case must have a delimiter of the list, a limit up to 254 or of {LongLimit}, and up to {MaxSizes} chunk sizes up to "
                + "255.",
                nameof(input));
        }

        byte[] bytes = new byte[HeaderLength + input.Stream.Length];
        bytes[0] = ValueOf(delimiter);
        bytes[1] = (byte)Math.Min(input.Options.MaxLineLength, byte.MaxValue);
        bytes[2] = (byte)((int)input.Options.OversizedLineHandling + (input.IsEnded ? EndedBit : 0));
        bytes[3] = (byte)input.ChunkSizes.Length;
        for (int i = 0; i < input.ChunkSizes.Length; i++)
        {
            bytes[FirstSize + i] = (byte)input.ChunkSizes[i];
        }

        input.Stream.CopyTo(bytes, HeaderLength);
        return bytes;
    }

    /// <summary>Inputs that stand for cases which are simpler by one step; at first the one that has nothing but the case in it.</summary>
    /// <param name="input">Any bytes.</param>
    /// <returns>The simplest first.</returns>
    public static IEnumerable<byte[]> Simpler(byte[] input)
    {
        FramerCase decoded = Decode(input);
        byte[] plain = Encode(decoded);
        IEnumerable<byte[]> simpler = Shrinker.Shrink(decoded).Concat(Shrinker.ShrinkSettings(decoded))
            .Select(smaller => Encode(Fitting(smaller)));
        return plain.AsSpan().SequenceEqual(input) ? simpler : simpler.Prepend(plain);
    }

    /// <summary>The case, with the next smaller limit if there is no room for its own.</summary>
    /// <param name="input">The case.</param>
    /// <returns>One that can be encoded as far as its limit goes.</returns>
    public static FramerCase Fitting(FramerCase input) => HasRoomFor(input.Options.MaxLineLength)
        ? input
        : input with { Options = input.Options with { MaxLineLength = Math.Min(input.Options.MaxLineLength, byte.MaxValue - 1) } };

    /// <summary>Whether a limit can be encoded.</summary>
    /// <param name="limit">The limit in bytes.</param>
    /// <returns>Whether it is up to 254, or <see cref="LongLimit"/>.</returns>
    public static bool HasRoomFor(int limit) => limit is < byte.MaxValue or LongLimit;

    private static FramerOptions OptionsOf(int delimiter, byte limit, OversizedLineHandling policy) =>
        Options[(((delimiter * Limits) + limit) * Policies) + (int)policy]
            ??= new FramerOptions(Delimiters[delimiter], LimitOf(limit, policy), policy);

    private static int NumberOf(byte value) => value < FirstRare
        ? value % DelimiterChoice.All.Count
        : DelimiterChoice.All.Count + ((value - FirstRare) / RareValues);

    private static byte ValueOf(int delimiter) => (byte)(delimiter < DelimiterChoice.All.Count
        ? delimiter
        : FirstRare + ((delimiter - DelimiterChoice.All.Count) * RareValues));

    private static int LimitOf(byte value, OversizedLineHandling policy) =>
        value == byte.MaxValue ? LongLimit : Math.Max((int)value, policy == OversizedLineHandling.Split ? 1 : 0);

    // Empty chunks in a row show nothing that one does not, and would be most of all chunks.
    private static int[] SizesOf(ReadOnlySpan<byte> bytes)
    {
        Span<int> kept = stackalloc int[MaxSizes];
        int count = 0;
        foreach (byte size in bytes)
        {
            if (size > 0 || count == 0 || kept[count - 1] > 0)
            {
                kept[count++] = size;
            }
        }

        int[] sizes = (_sizes ??= MakeSizes())[count];
        kept[..count].CopyTo(sizes);
        return sizes;
    }

    private static int[][] MakeSizes() => [.. Enumerable.Range(0, MaxSizes + 1).Select(length => new int[length])];
}

namespace LineFraming.Fuzz;

/// <summary>
/// How the bytes of a fuzzing input stand for a <see cref="PipeCase"/>: a header of fixed size, and after it an input
/// of <see cref="CaseLayout"/>, whose stream always ends. Missing header bytes count as 0.
/// <see cref="Description"/> is the layout.
/// </summary>
public static class PipeLayout
{
    /// <summary>Where the case begins, in bytes.</summary>
    public const int HeaderLength = 8;

    /// <summary>The layout, for people.</summary>
    public const string Description = """
        byte 0       after so many reads one is cancelled, modulo 4; 0: none
        byte 1       the loop is left after so many lines, modulo 6; 0: never
        byte 2       how many segment sizes follow, modulo 6
        bytes 3-7    the sizes of the segments that a read's buffer consists of, repeated; none or only zeros: one segment
        bytes 8-     the case as for chunking, but that its stream always ends
        """;

    private const int FirstSegment = 3;
    private const int MostSegments = HeaderLength - FirstSegment;
    private const int Cancels = 4;
    private const int Breaks = 6;

    /// <summary>Reads an input.</summary>
    /// <param name="input">Any bytes.</param>
    /// <returns>The case they stand for.</returns>
    public static PipeCase Decode(ReadOnlySpan<byte> input)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        input[..Math.Min(input.Length, HeaderLength)].CopyTo(header);
        int[] segments = new int[header[2] % (MostSegments + 1)];
        for (int i = 0; i < segments.Length; i++)
        {
            segments[i] = header[FirstSegment + i];
        }

        FramerCase decoded = CaseLayout.Decode(input.Length > HeaderLength ? input[HeaderLength..] : default);
        return new PipeCase(decoded with { IsEnded = true }, segments, header[0] % Cancels, header[1] % Breaks);
    }

    /// <summary>Writes an input that <see cref="Decode"/> reads as the case.</summary>
    /// <param name="input">The case.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentException">The layout has no room for the case.</exception>
    public static byte[] Encode(PipeCase input)
    {
        if (input.Segments.Length > MostSegments || Array.Exists(input.Segments, size => size > byte.MaxValue)
            || input.CancelEvery >= Cancels || input.BreakEvery >= Breaks)
        {
            throw new ArgumentException(
                $"The case must have up to {MostSegments} segment sizes up to 255, cancel every {Cancels - 1} reads at most and leave after {Breaks - 1} lines at most.",
                nameof(input));
        }

        byte[] header = new byte[HeaderLength];
        header[0] = (byte)input.CancelEvery;
        header[1] = (byte)input.BreakEvery;
        header[2] = (byte)input.Segments.Length;
        for (int i = 0; i < input.Segments.Length; i++)
        {
            header[FirstSegment + i] = (byte)input.Segments[i];
        }

        return [.. header, .. CaseLayout.Encode(input.Case)];
    }

    /// <summary>Inputs that stand for cases which are simpler by one step; at first the one that has nothing but the case in it.</summary>
    /// <param name="input">Any bytes.</param>
    /// <returns>The simplest first.</returns>
    public static IEnumerable<byte[]> Simpler(byte[] input)
    {
        PipeCase decoded = Decode(input);
        byte[] plain = Encode(decoded);
        IEnumerable<byte[]> simpler = decoded.Simpler().Concat(Shrinker.ShrinkPlan(decoded.Case).Select(smaller => decoded with { Case = smaller }))
            .Select(smaller => Encode(smaller with { Case = CaseLayout.Fitting(smaller.Case) }));
        return plain.AsSpan().SequenceEqual(input) ? simpler : simpler.Prepend(plain);
    }
}

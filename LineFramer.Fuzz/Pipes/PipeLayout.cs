namespace LineFraming.Fuzz;

/// <summary>
/// Decodes a fuzzing input to a <see cref="PipeCase"/>: a header of fixed size, followed by an input of
/// <see cref="CaseLayout"/>, whose stream always ends. Missing header bytes count as 0. <see cref="Description"/> is the layout.
/// </summary>
public static class PipeLayout
{
    /// <summary>The length of the header in bytes.</summary>
    public const int HeaderLength = 8;

    /// <summary>The layout, for help texts.</summary>
    public const string Description = """
        byte 0       modulo 4: after this many reads, one is cancelled; 0: none
        byte 1       modulo 6: after this many lines, the loop is left and entered again; 0: never
        byte 2       modulo 6: the number of segment sizes
        bytes 3-7    the sizes of the segments of a read's buffer, repeated; none or only zeros: one segment
        bytes 8-     the case as for chunking, except that its stream always ends
        """;

    private const int FirstSegment = 3;
    private const int MaxSegments = HeaderLength - FirstSegment;
    private const int Cancels = 4;
    private const int Breaks = 6;

    /// <summary>Decodes an input.</summary>
    /// <param name="input">Any bytes.</param>
    /// <returns>The case.</returns>
    public static PipeCase Decode(ReadOnlySpan<byte> input)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        input[..Math.Min(input.Length, HeaderLength)].CopyTo(header);
        int[] segments = new int[header[2] % (MaxSegments + 1)];
        for (int i = 0; i < segments.Length; i++)
        {
            segments[i] = header[FirstSegment + i];
        }

        FramerCase decoded = CaseLayout.Decode(input.Length > HeaderLength ? input[HeaderLength..] : default);
        return new PipeCase(decoded with { IsEnded = true }, segments, header[0] % Cancels, header[1] % Breaks);
    }

    /// <summary>Encodes a case to an input that <see cref="Decode"/> decodes to it.</summary>
    /// <param name="input">The case.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentException">The layout cannot represent the case.</exception>
    public static byte[] Encode(PipeCase input)
    {
        if (input.Segments.Length > MaxSegments || Array.Exists(input.Segments, size => size > byte.MaxValue)
            || input.CancelEvery >= Cancels || input.BreakEvery >= Breaks)
        {
            throw new ArgumentException(
                $"The case must have up to {MaxSegments} segment sizes up to 255, cancel after at most {Cancels - 1} reads and "
                + $"leave after at most {Breaks - 1} lines.",
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

    /// <summary>Lists inputs whose cases are one step simpler; the first one is the input without bytes that have no meaning.</summary>
    /// <param name="input">Any bytes.</param>
    /// <returns>The inputs, the simplest first.</returns>
    public static IEnumerable<byte[]> Simpler(byte[] input)
    {
        PipeCase decoded = Decode(input);
        byte[] plain = Encode(decoded);
        IEnumerable<byte[]> simpler = decoded.Simpler()
            .Concat(Shrinker.ShrinkSettings(decoded.Case).Select(smaller => decoded with { Case = smaller }))
            .Select(smaller => Encode(smaller with { Case = CaseLayout.Fitting(smaller.Case) }));
        return plain.AsSpan().SequenceEqual(input) ? simpler : simpler.Prepend(plain);
    }
}

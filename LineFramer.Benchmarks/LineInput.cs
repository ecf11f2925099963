using System.Collections.Immutable;

namespace LineFraming.Benchmarks;

/// <summary>
/// Bytes, the chunks they arrive in, and the lines that are in them. Where lengths are random they are spread evenly from
/// 0 to twice the mean, so that no branch predictor learns them. The same on every run.
/// </summary>
public sealed class LineInput
{
    private const int Seed = 8007;

    private const int BytesOfBeginning = 1 << 18;

    private LineInput(byte[] bytes, int chunkSize, Tally tally)
    {
        Bytes = bytes;
        Chunks = [.. bytes.Chunk(chunkSize)];
        Tally = tally;
    }

    /// <summary>Lines of a mean length that end in CR LF.</summary>
    public LineInput(int meanLength, int totalBytes, int chunkSize)
        : this(meanLength, totalBytes, chunkSize, "\r\n"u8)
    {
    }

    /// <summary>Lines of a mean length that end in <paramref name="delimiter"/>.</summary>
    public LineInput(int meanLength, int totalBytes, int chunkSize, ReadOnlySpan<byte> delimiter)
    {
        Bytes = new byte[totalBytes];
        Tally = Fill(Bytes, meanLength, delimiter);
        Chunks = [.. Bytes.Chunk(chunkSize)];
    }

    public byte[] Bytes { get; }

    public ImmutableArray<byte[]> Chunks { get; }

    /// <summary>The right answer, counted while the lines were made.</summary>
    public Tally Tally { get; }

    /// <summary>A shorter input of the same kind for the warm-up; its tally is not known.</summary>
    public LineInput Beginning => field ??= new(Bytes[..Math.Min(Bytes.Length, BytesOfBeginning)], Chunks[0].Length, default);

    /// <summary>The same bytes over and over.</summary>
    /// <param name="unit">What is repeated.</param>
    /// <param name="totalBytes">How many bytes, at most: the last unit is whole.</param>
    /// <param name="chunkSize">The size of the chunks.</param>
    /// <param name="loop">Who says, once, how many lines that is: there is nothing random to count.</param>
    public static LineInput Repeat(ReadOnlySpan<byte> unit, int totalBytes, int chunkSize, Func<LineInput, Tally> loop)
    {
        byte[] bytes = new byte[totalBytes / unit.Length * unit.Length];
        for (Span<byte> rest = bytes; !rest.IsEmpty; rest = rest[unit.Length..])
        {
            unit.CopyTo(rest);
        }

        LineInput uncounted = new(bytes, chunkSize, default);
        return new LineInput(bytes, chunkSize, loop(uncounted));
    }

    /// <summary>The same bytes in other chunks.</summary>
    public LineInput InChunksOf(int chunkSize) => new(Bytes, chunkSize, Tally);

    /// <summary>The first lines, of so many bytes at most and each with its delimiter, in one chunk.</summary>
    public LineInput WholeLinesOf(int maxBytes)
    {
        LineFramer framer = new(LineDelimiter.CrLf, Bytes.Length);
        LineReader reader = framer.Read(Bytes.AsSpan(0, maxBytes));
        Tally tally = default;
        while (reader.TryRead(out ReadOnlySpan<byte> line))
        {
            tally = tally.With(line.Length);
        }

        byte[] lines = Bytes[..(int)(framer.BytesConsumed - framer.BytesBuffered)];
        return new LineInput(lines, lines.Length, tally);
    }

    private static Tally Fill(Span<byte> bytes, int meanLength, ReadOnlySpan<byte> delimiter)
    {
        Random random = new(Seed);
        Tally tally = default;
        while (bytes.Length >= delimiter.Length)
        {
            int max = bytes.Length - delimiter.Length;
            int length = Math.Min(random.Next((2 * meanLength) + 1), max);
            if (max - length < delimiter.Length)
            {
                // Too few bytes are left for another line.
                length = max;
            }

            random.GetItems("abcdefghijklmnopqrstuvwxyz ,.0123456789"u8, bytes[..length]);
            delimiter.CopyTo(bytes[length..]);
            bytes = bytes[(length + delimiter.Length)..];
            tally = tally.With(length);
        }

        return tally;
    }
}

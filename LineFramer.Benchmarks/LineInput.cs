namespace LineFraming.Benchmarks;

/// <summary>
/// Lines that end in CR LF, of a given mean length, as bytes and as the chunks they arrive in. Lengths are spread evenly
/// from 0 to twice the mean, so that no branch predictor learns them. The same on every run.
/// </summary>
public sealed class LineInput
{
    private const int Seed = 8007;

    public LineInput(int meanLength, int totalBytes, int chunkSize)
    {
        Bytes = new byte[totalBytes];
        Tally = Fill(Bytes, meanLength);
        Chunks = [.. Bytes.Chunk(chunkSize)];
    }

    public byte[] Bytes { get; }

    public IReadOnlyList<byte[]> Chunks { get; }

    /// <summary>The right answer, counted while the lines were made.</summary>
    public Tally Tally { get; }

    private static Tally Fill(Span<byte> bytes, int meanLength)
    {
        Random random = new(Seed);
        Tally tally = default;
        while (bytes.Length >= 2)
        {
            int length = Math.Min(random.Next((2 * meanLength) + 1), bytes.Length - 2);
            if (bytes.Length - 2 - length == 1)
            {
                // One byte would be left, too few for a line.
                length++;
            }

            random.GetItems("abcdefghijklmnopqrstuvwxyz ,.0123456789"u8, bytes[..length]);
            "\r\n"u8.CopyTo(bytes[length..]);
            bytes = bytes[(length + 2)..];
            tally = tally.With(length);
        }

        return tally;
    }
}

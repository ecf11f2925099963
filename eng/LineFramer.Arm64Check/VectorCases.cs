using LineFraming.Testing;

namespace LineFraming.Arm64Check;

/// <summary>
/// Random cases, the same on every run: lines from none to several blocks of vectors long, delimiters that are begun and
/// given up, and chunks from a byte to all of the stream.
/// </summary>
internal sealed class VectorCases
{
    private const int Seed = 8007;

    private const int MaxParts = 60;

    // Of the stream below; below the limit a line of 64 is a block, and after one of 1,024 a scan goes no further than the next end.
    private static readonly int[] Limits = [1, 2, 16, 63, 64, 65, 200, 1100, 5000];
    private static readonly int[] Lengths = [0, 1, 3, 15, 16, 17, 40, 63, 64, 65, 130, 250, 1500];
    private static readonly int[] ChunkSizes = [1, 2, 15, 16, 17, 63, 64, 65, 127, 128, 129, 500, 1500, 4096];

    private readonly Random _random = new(Seed);

    /// <summary>The next case.</summary>
    public FramerCase Next()
    {
        DelimiterChoice delimiter = Any<DelimiterChoice>([.. DelimiterChoice.All]);
        OversizedLineHandling policy = Any(Enum.GetValues<OversizedLineHandling>());
        byte[] stream = [.. Enumerable.Range(0, _random.Next(MaxParts)).SelectMany(_ => Part(delimiter))];
        int[] sizes = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Any(ChunkSizes))];
        return new FramerCase(new FramerOptions(delimiter, Any(Limits), policy), stream, sizes, _random.Next(2) == 0);
    }

    private byte[] Part(DelimiterChoice delimiter)
    {
        byte[] end = Any<byte[]>([.. delimiter.Strings]);
        switch (_random.Next(8))
        {
            case 0:
                return end[.._random.Next(end.Length + 1)];
            case 1:
                // Bytes of delimiters alone: ends close to each other, and many that are none.
                return _random.GetItems(end, _random.Next(12));
            default:
                byte[] content = new byte[_random.Next(Any(Lengths) + 1)];
                _random.NextBytes(content);
                return [.. content, .. end];
        }
    }

    private T Any<T>(T[] values) => values[_random.Next(values.Length)];
}

namespace LineFraming.Testing;

/// <summary>The chunk sizes of a case, repeated without end. No sizes, or only zeros, mean one chunk.</summary>
internal struct ChunkSizeCycle(int[] chunkSizes)
{
    private readonly bool _isWhole = Array.TrueForAll(chunkSizes, size => size == 0);
    private int _next;

    /// <summary>The size of the next chunk.</summary>
    /// <returns>Bytes, from 0; <see cref="int.MaxValue"/> for all there is.</returns>
    public int Next()
    {
        if (_isWhole)
        {
            return int.MaxValue;
        }

        _next %= chunkSizes.Length;
        return chunkSizes[_next++];
    }
}

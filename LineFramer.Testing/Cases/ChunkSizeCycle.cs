namespace LineFraming.Testing;

/// <summary>The chunk sizes of a case, repeated without end.</summary>
/// <param name="chunkSizes">The sizes; none, or only zeros, means one chunk.</param>
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

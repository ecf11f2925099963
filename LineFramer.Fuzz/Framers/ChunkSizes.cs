namespace LineFraming.Fuzz;

/// <summary>The chunk sizes of a case, repeated without end.</summary>
/// <param name="cuts">The sizes; none, or only zeros, means no cut at all.</param>
public struct ChunkSizes(int[] cuts)
{
    private readonly bool _isWhole = Array.TrueForAll(cuts, cut => cut == 0);
    private int _next;

    /// <summary>The size of the next chunk.</summary>
    /// <returns>Bytes, from 0; <see cref="int.MaxValue"/> for all there is.</returns>
    public int Next()
    {
        if (_isWhole)
        {
            return int.MaxValue;
        }

        _next %= cuts.Length;
        return cuts[_next++];
    }
}

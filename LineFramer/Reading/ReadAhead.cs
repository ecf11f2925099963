using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// The one rule of how far a scan goes beyond the next end: to byte 4 × (n + m) of the chunk, where n bytes of it were read and m is
/// the length of the chunk before, if that was read to its end. After a long line it stops at the next end. So the work stays linear
/// for a caller who reads a few lines of a chunk and comes again with the rest (R11).
/// </summary>
internal struct ReadAhead
{
    /// <summary>After a line of at least so many bytes, the next one is expected to be long too.</summary>
    public const int LongLine = 1024;

    private const int Factor = 4;

    // The length of the chunk before, and of this one; 0 unless it was read to its end.
    private int _before;
    private int _current;

    public void BeginChunk()
    {
        _before = _current;
        _current = 0;
    }

    public void EndChunk(int length) => _current = length;

    /// <summary>
    /// The index at which a scan stops looking for ends beyond the next one, if <paramref name="index"/> of the chunk's
    /// <paramref name="length"/> bytes were read. <paramref name="lineLength"/> is that of the line before, or what was read of this
    /// one if that is more.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Limit(int index, int length, long lineLength) =>
        lineLength >= LongLine ? 0 : (int)Math.Min(Factor * (index + (long)_before), length);
}

using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// The one rule of how far a scan goes: to the next end, and beyond it up to four times as far as was read of this chunk and,
/// if that was read to its end, of the one before; after a long line no further than the next end. A caller who reads a few
/// lines of a chunk and comes again with the rest so stays linear (R11).
/// </summary>
internal struct ReadAhead
{
    /// <summary>After a line of so many bytes the next one is expected to be long too.</summary>
    public const int LongLine = 1024;

    private const int Factor = 4;

    // The length of the chunk before if it was read to its end, and of this one once it is.
    private int _before;
    private int _current;

    public void BeginChunk()
    {
        _before = _current;
        _current = 0;
    }

    public void EndChunk(int length) => _current = length;

    /// <summary>The index at which a scan for ends after the next stops.</summary>
    /// <param name="index">How much of the chunk was read.</param>
    /// <param name="length">The length of the chunk.</param>
    /// <param name="lineLength">The length of the line before, or what was read of this one if that is more.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Limit(int index, int length, long lineLength) =>
        lineLength >= LongLine ? 0 : (int)Math.Min(Factor * (index + (long)_before), length);
}

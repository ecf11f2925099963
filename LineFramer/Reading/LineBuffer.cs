using System.Buffers;
using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// The bytes of a line that began in an earlier chunk. The array is rented from the shared pool when a line crosses a chunk
/// boundary. It goes back once the chunk is consumed and nothing is buffered; a large one with the first call after its line was
/// returned. So a framer between two lines has none (R10), and a warm one allocates nothing (R12). What <c>Consume</c> returned can
/// be read until the array goes back, or until the next <see cref="Append"/>.
/// </summary>
internal struct LineBuffer
{
    // An array of up to so many bytes is kept to the end of the chunk, where the next unfinished line may need it.
    private const int Small = 1024;

    private byte[]? _array;

    // The index of the first buffered byte; those before it were returned. With "abc" buffered, it is 2 after Consume(2).
    private int _start;

    /// <summary>How many bytes are buffered.</summary>
    public int Count { get; private set; }

    /// <summary>The size of the array, which has room for the bytes that were returned too; 0 without an array.</summary>
    public readonly int Capacity => _array?.Length ?? 0;

    /// <summary>Whether the array goes back to the pool with the next call once nothing is buffered.</summary>
    public readonly bool IsLarge => Capacity > Small;

    /// <summary>How many bytes were ever appended (R11).</summary>
    public long BytesCopied { get; private set; }

    /// <summary>The buffered bytes.</summary>
    public readonly Span<byte> Bytes => _array.AsSpan(_start, Count);

    /// <summary>The last <paramref name="length"/> bytes that were returned.</summary>
    public readonly ReadOnlyMemory<byte> Returned(int length) => _array.AsMemory(_start - length, length);

    /// <summary>Buffers more bytes of the line, of which no more than <paramref name="maxCount"/> are ever buffered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> bytes, int maxCount)
    {
        _start = Count == 0 ? 0 : _start;

        // A sum of the three would be over int.MaxValue where the limit is over 2^30.
        if (bytes.Length > Capacity - _start - Count)
        {
            MakeRoom(Count + bytes.Length, maxCount);
        }

        bytes.CopyTo(_array.AsSpan(_start + Count));
        Count += bytes.Length;
        PathCounts.TookIf(Count > Small, LinePath.LargeBuffer);
        BytesCopied += bytes.Length;
    }

    /// <summary>Buffers one byte more, if something is buffered and there is room for it.</summary>
    public bool TryAppend(byte b)
    {
        byte[]? array = _array;
        int end = _start + Count;
        if (Count == 0 || array is null || (uint)end >= (uint)array.Length)
        {
            return false;
        }

        array[end] = b;
        Count++;
        BytesCopied++;
        return true;
    }

    /// <summary>
    /// Returns the first bytes of the line and removes them: a slice of the chunk if nothing is buffered, else a slice of the
    /// buffer, to which those that are still in the chunk are appended first.
    /// </summary>
    public ReadOnlySpan<byte> Consume(int length, ReadOnlySpan<byte> chunk, int maxCount)
    {
        if (Count == 0)
        {
            return chunk[..length];
        }

        if (length > Count)
        {
            Append(chunk[..(length - Count)], maxCount);
        }

        return Consume(length);
    }

    /// <summary>Buffers nothing any more. What was returned can be read until the array is released.</summary>
    public void Clear() => Count = 0;

    /// <summary>
    /// Gives the array back to the pool if nothing is buffered, but keeps a small one if the end of the chunk may still need it. What
    /// was returned from it must not be read any more.
    /// </summary>
    public void ReleaseIfEmpty(bool keepSmall = false)
    {
        if (_array is not null && Count == 0 && (IsLarge || !keepSmall))
        {
            Release();
        }
    }

    // An array that is too small is doubled. One in which returned pieces (Split) have freed enough room in front is kept, and its
    // bytes move to the front. But if the pieces freed less than half of what would move, as short pieces before a long delimiter
    // do, nearly every byte would move all the others again: then a new array has 1.5 times the maximum.
    private readonly int SizeFor(int needed, int maxCount)
    {
        if (needed > Capacity)
        {
            return (int)Math.Max(needed, Math.Min(2L * Capacity, maxCount));
        }

        return Count > 2L * _start ? (int)Math.Min(maxCount + (maxCount / 2L), Array.MaxLength) : Capacity;
    }

    // The first buffered bytes.
    private ReadOnlySpan<byte> Consume(int count)
    {
        ReadOnlySpan<byte> consumed = _array.AsSpan(_start, count);
        _start += count;
        Count -= count;
        return consumed;
    }

    // Not inlined, because it is called seldom and its callers for every chunk.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Release()
    {
        ArrayPool<byte>.Shared.Return(_array!);
        _array = null;
        _start = 0;
    }

    // Not inlined, so that Append, which is inlined for every chunk, is short.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeRoom(int needed, int maxCount)
    {
        byte[]? old = _array;
        ReadOnlySpan<byte> bytes = Bytes;
        int size = SizeFor(needed, maxCount);
        if (size > Capacity)
        {
            _array = ArrayPool<byte>.Shared.Rent(size);
        }

        bytes.CopyTo(_array);
        _start = 0;
        if (old is not null && old != _array)
        {
            ArrayPool<byte>.Shared.Return(old);
        }
    }
}

using System.Buffers;

namespace LineFraming;

/// <summary>
/// The bytes of a line that began in an earlier chunk. Its array comes from the shared pool when a line crosses a cut
/// and goes back when the chunk is read to its end and nothing is held, a large one as soon as nothing is: so a framer
/// at a line boundary has none (R10) and a warm one allocates nothing (R12). What <see cref="Take"/> gives out stays
/// readable until then, or until the next <see cref="Append"/>.
/// </summary>
internal struct LineBuffer
{
    // In bytes: not worth giving back before the next cut asks for another.
    private const int Small = 1024;

    private byte[]? _array;

    // Bytes taken from the front are stepped over: with "abc" held, after Take(2) _start is 2 and Count is 1.
    private int _start;

    /// <summary>How many bytes are held.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes the array has room for, those given out included; 0 without an array.</summary>
    public readonly int Capacity => _array?.Length ?? 0;

    /// <summary>How many bytes were ever appended (R11).</summary>
    public long BytesCopied { get; private set; }

    /// <summary>How many bytes were ever moved because the array was too small: by doubling, under twice as many.</summary>
    public long BytesMoved { get; private set; }

    /// <summary>The held bytes.</summary>
    public readonly Span<byte> Held => _array.AsSpan(_start, Count);

    /// <summary>The last <paramref name="length"/> bytes that were given out.</summary>
    public readonly ReadOnlyMemory<byte> GivenOut(int length) => _array.AsMemory(_start - length, length);

    /// <summary>Holds <paramref name="bytes"/> too.</summary>
    /// <param name="bytes">The bytes that follow those held.</param>
    /// <param name="mostHeld">The most bytes the line may ever need held: the array does not grow beyond.</param>
    public void Append(ReadOnlySpan<byte> bytes, int mostHeld)
    {
        // What was given out may go.
        _start = Count == 0 ? 0 : _start;
        // A sum of the three would be over int.MaxValue where the limit is over 2^30.
        if (bytes.Length > Capacity - _start - Count)
        {
            MakeRoom(Count + bytes.Length, mostHeld);
        }

        bytes.CopyTo(_array.AsSpan(_start + Count));
        Count += bytes.Length;
        BytesCopied += bytes.Length;
    }

    /// <summary>Holds one byte more, if something is held and there is room.</summary>
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

    /// <summary>Gives out the first <paramref name="count"/> held bytes and holds them no longer.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _array.AsSpan(_start, count);
        _start += count;
        Count -= count;
        return taken;
    }

    /// <summary>Holds nothing any more; what was given out stays readable until <see cref="ReleaseIfEmpty"/>.</summary>
    public void Drop() => Count = 0;

    /// <summary>Gives the array back if nothing is held: what was given out from it must not be read any more.</summary>
    /// <param name="isSoonNeeded">Whether a chunk is in the middle: a small array then stays, for the line that its end cuts.</param>
    public void ReleaseIfEmpty(bool isSoonNeeded = false)
    {
        if (Count == 0 && _array is not null && !(isSoonNeeded && _array.Length <= Small))
        {
            ArrayPool<byte>.Shared.Return(_array);
            _array = null;
            _start = 0;
        }
    }

    // Moving may also go down within the array: the few bytes left of a piece (Split) make room by closing up.
    private void MakeRoom(int needed, int mostHeld)
    {
        byte[]? old = _array;
        ReadOnlySpan<byte> held = Held;
        if (needed > Capacity)
        {
            _array = ArrayPool<byte>.Shared.Rent((int)Math.Max(needed, Math.Min(2L * Capacity, mostHeld)));
        }

        held.CopyTo(_array);
        BytesMoved += held.Length;
        _start = 0;
        if (old is not null && old != _array)
        {
            ArrayPool<byte>.Shared.Return(old);
        }
    }
}

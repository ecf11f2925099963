namespace LineFraming.Testing;

/// <summary>The textbook framer's buffer for an unfinished line. An empty one has no memory (R10).</summary>
internal sealed class TextbookBuffer
{
    private byte[] _bytes = [];
    private int _count;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Buffered => _bytes.AsSpan(0, _count);

    /// <summary>The size of the memory.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>How many bytes were ever copied in.</summary>
    public long Copied { get; private set; }

    /// <summary>Puts bytes at the end.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        CopyAfter(bytes);
        _count += bytes.Length;
    }

    /// <summary>Puts bytes at the end, in an array of exactly that size, which all bytes are copied to.</summary>
    public void AddToNew(ReadOnlySpan<byte> bytes)
    {
        Copied += _count + bytes.Length;
        _bytes = [.. Buffered, .. bytes];
        _count = _bytes.Length;
    }

    /// <summary>The first bytes of what is buffered and of what follows it, in one piece.</summary>
    public ReadOnlySpan<byte> Join(int count, ReadOnlySpan<byte> next)
    {
        CopyAfter(next[..Math.Max(count - _count, 0)]);
        return _bytes.AsSpan(0, count);
    }

    /// <summary>Removes bytes at the beginning, at most as many as there are.</summary>
    public void Drop(int count)
    {
        int left = Math.Max(_count - count, 0);
        _bytes.AsSpan(_count - left, left).CopyTo(_bytes);
        _bytes = left == 0 ? [] : _bytes;
        _count = left;
    }

    private void CopyAfter(ReadOnlySpan<byte> bytes)
    {
        if (_count + bytes.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, 2 * (_count + bytes.Length));
        }

        bytes.CopyTo(_bytes.AsSpan(_count));
        Copied += bytes.Length;
    }
}

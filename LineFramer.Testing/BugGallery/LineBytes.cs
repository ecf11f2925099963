namespace LineFraming.Testing;

/// <summary>An unfinished line as one row of bytes: those buffered from earlier chunks, then the chunk.</summary>
internal readonly ref struct LineBytes(ReadOnlySpan<byte> buffered, ReadOnlySpan<byte> chunk)
{
    private readonly ReadOnlySpan<byte> _buffered = buffered;
    private readonly ReadOnlySpan<byte> _chunk = chunk;

    /// <summary>How many bytes are buffered, which is where in the line the chunk begins.</summary>
    public int Buffered => _buffered.Length;

    /// <summary>How many bytes there are.</summary>
    public int Length => _buffered.Length + _chunk.Length;

    /// <summary>One byte.</summary>
    public byte this[int index] => index < _buffered.Length ? _buffered[index] : _chunk[index - _buffered.Length];

    /// <summary>All bytes in an array of their own.</summary>
    public byte[] ToArray() => [.. _buffered, .. _chunk];

    /// <summary>
    /// Whether <paramref name="bytes"/> end before index <paramref name="end"/> and begin at <paramref name="from"/> or
    /// later.
    /// </summary>
    /// <returns>Whether they all stand there.</returns>
    public bool Has(ReadOnlySpan<byte> bytes, int end, int from)
    {
        if (end - bytes.Length < from)
        {
            return false;
        }

        int length = bytes.Length;
        while (length > 0 && this[end - bytes.Length + length - 1] == bytes[length - 1])
        {
            length--;
        }

        return length == 0;
    }

    /// <summary>
    /// The delimiter that ends before index <paramref name="end"/> and begins at <paramref name="from"/> or later.
    /// </summary>
    /// <returns>The longest; null if none ends there.</returns>
    public byte[]? LongestDelimiter(DelimiterChoice choice, int end, int from)
    {
        byte[]? longest = null;
        if (!EndsLikeADelimiter(choice, end))
        {
            return longest;
        }

        foreach (byte[] delimiter in choice.Strings)
        {
            if (delimiter.Length > (longest?.Length ?? 0) && Has(delimiter, end, from))
            {
                longest = delimiter;
            }
        }

        return longest;
    }

    /// <summary>What may become a delimiter with the bytes that follow index <paramref name="end"/>.</summary>
    /// <returns>The longest proper beginning of a delimiter that ends there; empty if there is none.</returns>
    public ReadOnlyMemory<byte> LongestPartial(DelimiterChoice choice, int end)
    {
        ReadOnlyMemory<byte> longest = default;
        if (!EndsLikeADelimiter(choice, end))
        {
            return longest;
        }

        foreach (byte[] delimiter in choice.Strings)
        {
            for (int length = longest.Length + 1; length < delimiter.Length; length++)
            {
                longest = Has(delimiter.AsSpan(0, length), end, 0) ? delimiter.AsMemory(0, length) : longest;
            }
        }

        return longest;
    }

    // Most bytes are in no delimiter, and need not be compared with each.
    private bool EndsLikeADelimiter(DelimiterChoice choice, int end) => end > 0 && choice.Contains(this[end - 1]);
}

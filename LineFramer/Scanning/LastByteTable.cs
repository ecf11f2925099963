using System.Buffers;

namespace LineFraming;

/// <summary>
/// The delimiters by their last byte, the longest first: says which delimiter some bytes end with, in a bounded number of
/// steps, because the set is small wherever this table is used.
/// </summary>
internal sealed class LastByteTable
{
    private readonly byte[][][] _endingWith = new byte[1 + byte.MaxValue][][];
    private readonly SearchValues<byte> _lastBytes;

    public LastByteTable(byte[][] delimiters)
    {
        Array.Fill(_endingWith, []);
        foreach (IGrouping<byte, byte[]> group in delimiters.OrderByDescending(delimiter => delimiter.Length).GroupBy(delimiter => delimiter[^1]))
        {
            _endingWith[group.Key] = [.. group];
        }

        _lastBytes = SearchValues.Create([.. delimiters.Select(delimiter => delimiter[^1])]);
    }

    /// <summary>The index of the first byte that is the last one of a delimiter, whatever comes before it; -1 if there is none.</summary>
    public int IndexIn(ReadOnlySpan<byte> bytes) => bytes.IndexOfAny(_lastBytes);

    /// <summary>The longest delimiter that <paramref name="bytes"/>, at least one, end with; null if there is none.</summary>
    public byte[]? LongestAtEndOf(ReadOnlySpan<byte> bytes)
    {
        foreach (byte[] delimiter in _endingWith[bytes[^1]])
        {
            if (EndsWith(bytes, delimiter))
            {
                return delimiter;
            }
        }

        return null;
    }

    // Delimiters are so short that a call to a vectorized comparison takes longer than the comparison.
    private static bool EndsWith(ReadOnlySpan<byte> bytes, byte[] delimiter)
    {
        int before = bytes.Length - delimiter.Length;
        if (before < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> end = bytes[before..];
        int i = 0;
        while (i < end.Length && i < delimiter.Length && end[i] == delimiter[i])
        {
            i++;
        }

        return i == delimiter.Length;
    }
}

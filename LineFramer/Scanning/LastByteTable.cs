using System.Buffers;

namespace LineFraming;

/// <summary>
/// The delimiters by their last byte, the longest first: says which delimiter some bytes end with, in a bounded number of
/// steps, because the set is small wherever this table is used.
/// </summary>
internal sealed class LastByteTable
{
    private readonly (byte[] Bytes, int Number)[][] _endingWith = new (byte[], int)[1 + byte.MaxValue][];
    private readonly SearchValues<byte> _lastBytes;

    public LastByteTable(byte[][] delimiters)
    {
        Array.Fill(_endingWith, []);
        IEnumerable<(byte[] Bytes, int Number)> longestFirst =
            delimiters.Select((bytes, number) => (bytes, number)).OrderByDescending(delimiter => delimiter.bytes.Length);
        foreach (IGrouping<byte, (byte[] Bytes, int Number)> group in longestFirst.GroupBy(delimiter => delimiter.Bytes[^1]))
        {
            _endingWith[group.Key] = [.. group];
        }

        _lastBytes = SearchValues.Create([.. delimiters.Select(delimiter => delimiter[^1])]);
    }

    /// <summary>The index of the first byte that is the last one of a delimiter, whatever comes before it; -1 if there is none.</summary>
    public int IndexIn(ReadOnlySpan<byte> bytes) => bytes.IndexOfAny(_lastBytes);

    /// <summary>
    /// The number of the longest delimiter that <paramref name="bytes"/>, at least one, end with; <see cref="DelimiterSet.None"/>
    /// if there is none.
    /// </summary>
    public int LongestAtEndOf(ReadOnlySpan<byte> bytes)
    {
        foreach ((byte[] delimiter, int number) in _endingWith[bytes[^1]])
        {
            if (EndsWith(bytes, delimiter))
            {
                return number;
            }
        }

        return DelimiterSet.None;
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

using System.Buffers;

namespace LineFraming;

/// <summary>
/// The delimiters by their last byte, the longest first: says which delimiter some bytes end with, in a bounded number of
/// steps, because the set is small wherever this table is used.
/// </summary>
internal sealed class LastByteTable
{
    private readonly byte[][] _delimiters;

    // By the last byte, the numbers of the delimiters that end with it.
    private readonly int[]?[] _endingWith = new int[1 + byte.MaxValue][];

    private readonly SearchValues<byte> _lastBytes;

    public LastByteTable(byte[][] delimiters)
    {
        _delimiters = delimiters;
        byte[] lastBytes = new byte[delimiters.Length];
        for (int number = 0; number < delimiters.Length; number++)
        {
            byte last = delimiters[number][^1];
            lastBytes[number] = last;
            _endingWith[last] = InsertByLength(_endingWith[last] ?? [], number);
        }

        _lastBytes = SearchValues.Create(lastBytes);
    }

    /// <summary>The index of the first byte that is the last one of a delimiter, whatever comes before it; -1 if there is none.</summary>
    public int IndexIn(ReadOnlySpan<byte> bytes) => bytes.IndexOfAny(_lastBytes);

    /// <summary>
    /// The number of the longest delimiter that <paramref name="bytes"/>, at least one, end with; <see cref="DelimiterSet.None"/>
    /// if there is none.
    /// </summary>
    public int LongestAtEndOf(ReadOnlySpan<byte> bytes)
    {
        foreach (int number in _endingWith[bytes[^1]] ?? [])
        {
            if (EndsWith(bytes, _delimiters[number]))
            {
                return number;
            }
        }

        return DelimiterSet.None;
    }

    private int[] InsertByLength(int[] longestFirst, int number)
    {
        int index = 0;
        while (index < longestFirst.Length && _delimiters[longestFirst[index]].Length >= _delimiters[number].Length)
        {
            index++;
        }

        return [.. longestFirst.AsSpan(0, index), number, .. longestFirst.AsSpan(index)];
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

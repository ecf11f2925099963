using System.Runtime.InteropServices;

/// <summary>A line reader as a user of the packages might have it: right, but for the bug that the variable BUG names.</summary>
internal sealed class MyReader(Stream stream, int limit)
{
    private static readonly string? Bug = Environment.GetEnvironmentVariable("BUG");
    private readonly byte[] _chunk = new byte[4096];
    private readonly List<byte> _bytes = [];
    private int _start;
    private int _searched;

    public byte[]? ReadLine()
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = CollectionsMarshal.AsSpan(_bytes)[_start..];
            int from = Math.Max(Bug == "boundary" ? _searched : _searched - 1, 0);
            int end = rest[from..].IndexOf("\r\n"u8);
            end = end < 0 ? end : from + end;
            _searched = rest.Length;
            int content = end >= 0 ? end + (Bug == "limit" ? 2 : 0) : rest.Length - (rest is [.., (byte)'\r'] ? 1 : 0);
            if (content > limit)
                throw new InvalidDataException("The line is too long.");
            if (end >= 0)
                return Take(rest[..end], 2);
            int read = stream.Read(_chunk);
            if (read == 0 && rest.Length > limit)
                throw new InvalidDataException("The line is too long.");
            if (read == 0)
                return Bug == "end" || rest.IsEmpty ? null : Take(rest, 0);
            _bytes.RemoveRange(0, _start);
            _start = 0;
            _bytes.AddRange(_chunk.AsSpan(0, read));
        }
    }

    private byte[] Take(ReadOnlySpan<byte> line, int delimiter)
    {
        _start += line.Length + delimiter;
        _searched = 0;
        return line.ToArray();
    }
}

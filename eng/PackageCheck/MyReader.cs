/// <summary>A line reader as a user of the packages might have it: right, but for the bug that the variable BUG names.</summary>
internal sealed class MyReader(Stream stream, int limit)
{
    private static readonly string? Bug = Environment.GetEnvironmentVariable("BUG");
    private readonly byte[] _chunk = new byte[4096];
    private List<byte> _bytes = [];
    private int _searched;

    public byte[]? ReadLine()
    {
        while (true)
        {
            int from = Math.Max(Bug == "boundary" ? _searched : _searched - 1, 0);
            int end = _bytes[from..].ToArray().AsSpan().IndexOf("\r\n"u8);
            end = end < 0 ? end : from + end;
            _searched = _bytes.Count;
            int content = end >= 0 ? end + (Bug == "limit" ? 2 : 0) : _bytes.Count - (_bytes is [.., (byte)'\r'] ? 1 : 0);
            if (content > limit)
                throw new InvalidDataException("The line is too long.");
            if (end >= 0)
                return Take(end, 2);
            int read = stream.Read(_chunk);
            _bytes.AddRange(_chunk[..read]);
            if (read == 0)
                return _bytes.Count > limit ? throw new InvalidDataException("The line is too long.") : Bug == "end" || _bytes.Count == 0 ? null : Take(_bytes.Count, 0);
        }
    }

    private byte[] Take(int length, int delimiter)
    {
        byte[] line = [.. _bytes[..length]];
        (_bytes, _searched) = (_bytes[(length + delimiter)..], 0);
        return line;
    }
}

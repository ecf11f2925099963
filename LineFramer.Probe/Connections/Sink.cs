namespace LineFraming.Probe;

/// <summary>
/// The file in which the lines appear that a server received, for a protocol without answers. What it contained before is not
/// read.
/// </summary>
internal sealed class Sink : IDisposable
{
    private const int MaxRead = 1 << 20;

    private readonly FileStream _file;

    /// <summary>Opens the file at its end.</summary>
    /// <exception cref="ConversationException">It cannot be read.</exception>
    public Sink(string path)
    {
        try
        {
            _file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _file.Seek(0, SeekOrigin.End);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // A pipe, to which some servers write too, has no end to begin at.
            throw new ConversationException($"the file of \"sink\" cannot be read: {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>What was added since the last time. A file that has become shorter was truncated; all of it is new.</summary>
    public byte[] ReadNew()
    {
        if (_file.Length < _file.Position)
        {
            _file.Seek(0, SeekOrigin.Begin);
        }

        long added = Math.Min(_file.Length - _file.Position, MaxRead);
        byte[] bytes = new byte[Math.Max(0, added)];
        _file.ReadExactly(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

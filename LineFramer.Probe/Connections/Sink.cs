namespace LineFraming.Probe;

/// <summary>
/// The file in which the lines appear that a server received, for a protocol without answers. What it contained before is not
/// read.
/// </summary>
internal sealed class Sink : IDisposable
{
    private const int MaxRead = 1 << 20;

    private readonly Stream _file;

    /// <summary>Opens the file at its end.</summary>
    /// <exception cref="ConversationException">It cannot be read.</exception>
    public Sink(string path)
    {
        try
        {
            // Without a buffer, which would return what it contains of a file that was truncated since.
            _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            _file.Seek(0, SeekOrigin.End);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // A pipe, to which some servers write too, has no end to begin at.
            throw Unreadable(e);
        }
    }

    /// <summary>Reads an open file.</summary>
    public Sink(Stream file) => _file = file;

    /// <summary>What was added since the last time. A file that has become shorter was truncated; all of it is new.</summary>
    /// <exception cref="ConversationException">It cannot be read.</exception>
    public byte[] ReadNew()
    {
        try
        {
            if (_file.Length < _file.Position)
            {
                _file.Seek(0, SeekOrigin.Begin);
            }

            // Less may come, because the server may truncate the file at any moment.
            byte[] bytes = new byte[Math.Clamp(_file.Length - _file.Position, 0, MaxRead)];
            return bytes[.._file.Read(bytes)];
        }
        catch (IOException e)
        {
            throw Unreadable(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static ConversationException Unreadable(Exception e) =>
        new($"the file of \"sink\" cannot be read: {e.Message.TrimEnd('.')}");
}

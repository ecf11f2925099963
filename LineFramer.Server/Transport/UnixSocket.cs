using System.Net.Sockets;

namespace LineFraming.Server;

/// <summary>
/// A listening Unix socket. Closing it removes its file, if that is still the one that it made: another server may have
/// taken the path over. A server that was killed leaves its file there, and the next one replaces it.
/// </summary>
internal sealed class UnixSocket : Socket
{
    private readonly string _path;
    private readonly DateTime _madeAt;

    private UnixSocket(SafeSocketHandle handle, string path)
        : base(handle)
    {
        _path = Path.GetFullPath(path);
        _madeAt = File.GetLastWriteTimeUtc(_path);
    }

    /// <summary>Binds and listens; a socket on which no process listens any more is replaced.</summary>
    /// <exception cref="IOException">The server cannot listen on the path; the message says why.</exception>
    public static Socket Listen(string path)
    {
        try
        {
            UnixDomainSocketEndPoint endPoint = new(path);
            if (File.Exists(path) && IsStale(path, endPoint))
            {
                File.Delete(path);
            }

            // A socket that was bound removes the file at its path when it is closed, even if another process made it. So
            // another socket takes over its handle, and the first one is abandoned.
            Socket binding = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                binding.Bind(endPoint);
                binding.Listen();
#pragma warning disable CA1816 // Its finalizer would remove what is at the path, too.
                GC.SuppressFinalize(binding);
#pragma warning restore CA1816
                return new UnixSocket(binding.SafeHandle, path);
            }
            catch
            {
                binding.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is SocketException or ArgumentException or UnauthorizedAccessException or IOException)
        {
            throw new IOException($"Cannot listen on \"{path}\": {e.Message}", e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !SafeHandle.IsClosed)
        {
            RemoveIfOwn();
        }

        base.Dispose(disposing);
    }

    // A file that was created again has another time.
    private void RemoveIfOwn()
    {
        try
        {
            if (File.GetLastWriteTimeUtc(_path) == _madeAt)
            {
                File.Delete(_path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The file stays, and the next server replaces it.
        }
    }

    // A file that is not a socket belongs to someone and is kept.
    private static bool IsStale(string path, UnixDomainSocketEndPoint endPoint)
    {
        if (!IsSocket(path))
        {
            throw new IOException("there is a file of that name, which is no socket.");
        }

        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endPoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }

        throw new IOException("another server listens there.");
    }

    // A socket cannot be opened. Neither can a file that is locked, or a program that runs, but a socket has no bytes. It is opened
    // for writing too, because opening a pipe without a writer would block.
    private static bool IsSocket(string path)
    {
        try
        {
            using (File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            {
                return false;
            }
        }
        catch (IOException)
        {
            return new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path).Length == 0;
        }
    }
}

using System.Net.Sockets;

namespace LineFraming.Server;

/// <summary>Binds a Unix socket. Closing it removes it from its folder; a server that was killed leaves it there.</summary>
internal static class UnixSocket
{
    /// <summary>Binds and listens; a socket that nobody listens on any more is replaced.</summary>
    /// <param name="path">Where.</param>
    /// <exception cref="IOException">The path cannot be had; the message says why.</exception>
    public static Socket Listen(string path)
    {
        try
        {
            UnixDomainSocketEndPoint endPoint = new(path);
            if (File.Exists(path) && IsStale(path, endPoint))
            {
                File.Delete(path);
            }

            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Bind(endPoint);
                socket.Listen();
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is SocketException or ArgumentException or UnauthorizedAccessException or IOException)
        {
            throw new IOException($"Cannot listen on \"{path}\": {e.Message}", e);
        }
    }

    // Whatever is no socket is somebody's file.
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

    // The system opens any file but a socket. For writing too, or a pipe that nobody writes to would never open.
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
            return true;
        }
    }
}

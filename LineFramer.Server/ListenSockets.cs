using System.Net;
using System.Net.Sockets;

namespace LineFraming.Server;

/// <summary>
/// Binds the sockets that a server listens on, before Kestrel starts: so a port in use is found in one place, a free
/// port can be the same for both loopback addresses, and the port can be shared.
/// </summary>
internal static class ListenSockets
{
    // Of Linux's <asm-generic/socket.h>; .NET has no name for them.
    private const int LinuxSolSocket = 1;
    private const int LinuxSoReusePort = 15;

    // A free port of the first address may be taken on the second.
    private const int Tries = 20;

    /// <summary>Whether <c>--reuse-port</c> works here.</summary>
    public static bool CanReusePort => OperatingSystem.IsLinux();

    /// <summary>Binds and listens.</summary>
    /// <param name="host">A name or address; <c>localhost</c> is those of the two loopback addresses that there are.</param>
    /// <param name="port">The port; 0 takes a free one, the same for every address.</param>
    /// <param name="reusePort">Whether other processes may listen there too, if <see cref="CanReusePort"/>.</param>
    /// <returns>At least one listening socket.</returns>
    /// <exception cref="IOException">The host is unknown, or the port cannot be had; the message says which.</exception>
    public static IReadOnlyList<Socket> Listen(string host, int port, bool reusePort)
    {
        IPAddress[] addresses = Resolve(host, Dns.GetHostAddresses);
        for (int tries = 1; ; tries++)
        {
            List<Socket> sockets = [];
            try
            {
                foreach (IPAddress address in addresses)
                {
                    int samePort = sockets.Count == 0 ? port : ((IPEndPoint)sockets[0].LocalEndPoint!).Port;
                    ListenOn(new IPEndPoint(address, samePort), reusePort, sockets);
                }

                return sockets;
            }
            catch (IOException)
            {
                bool freePortWasTaken = port == 0 && sockets.Count > 0;
                sockets.ForEach(socket => socket.Dispose());
                if (!freePortWasTaken || tries == Tries)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>The addresses to listen on.</summary>
    /// <param name="host">As of <see cref="Listen"/>.</param>
    /// <param name="lookUp">Gives the addresses of a name.</param>
    /// <exception cref="IOException">The host is unknown, or a name stands for every address of the machine; the message says which.</exception>
    public static IPAddress[] Resolve(string host, Func<string, IPAddress[]> lookUp)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        }

        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return [address];
        }

        IPAddress[] addresses;
        try
        {
            addresses = lookUp(host);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new IOException($"Cannot listen on \"{host}\": {e.Message}", e);
        }

        // As hosts files have it that block a name.
        return Array.Find(addresses, HostOption.IsEveryAddress) is not { } every
            ? addresses
            : throw new IOException(
                $"Cannot listen on \"{host}\": the name stands for {every}, every address of the machine, for which it must be --host {every}.");
    }

    private static void ListenOn(IPEndPoint endPoint, bool reusePort, List<Socket> sockets)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            if (reusePort)
            {
                socket.SetRawSocketOption(LinuxSolSocket, LinuxSoReusePort, BitConverter.GetBytes(1));
            }

            socket.Bind(endPoint);
            socket.Listen();
            sockets.Add(socket);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            bool isMissingFamily = IPAddress.IsLoopback(endPoint.Address) && sockets.Count > 0
                && e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
            if (!isMissingFamily)
            {
                throw Explain(endPoint, e);
            }
        }
    }

    private static IOException Explain(IPEndPoint endPoint, SocketException e) => new(
        e.SocketErrorCode == SocketError.AddressAlreadyInUse
            ? $"Cannot listen on {endPoint}: the port is in use. Choose another --port; 0 takes a free one."
            : $"Cannot listen on {endPoint}: {e.Message}",
        e);
}

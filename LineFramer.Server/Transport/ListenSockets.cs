using System.Net;
using System.Net.Sockets;

namespace LineFraming.Server;

/// <summary>
/// Binds the sockets that a server listens on before anything else starts. So a port in use is reported in one place, one free
/// port can serve both loopback addresses, and several processes can share a port. The server never listens on more addresses
/// than it was asked to: only <c>0.0.0.0</c> and <c>::</c> mean every address of the machine.
/// </summary>
internal static class ListenSockets
{
    // From Linux's <asm-generic/socket.h>; .NET has no name for them.
    private const int LinuxSolSocket = 1;
    private const int LinuxSoReusePort = 15;

    // How many free ports are tried for port 0: one that is free on the first address may be in use on the second.
    private const int Tries = 20;

    /// <summary>Whether <c>--reuse-port</c> works here.</summary>
    public static bool CanReusePort => OperatingSystem.IsLinux();

    /// <summary>Listens on all addresses of a host. Port 0 is a free port, the same for every address.</summary>
    /// <exception cref="IOException">The host is unknown, or listening fails; the message says why.</exception>
    public static IReadOnlyList<Socket> Listen(string host, int port, bool reusePort)
    {
        IPAddress[] addresses = Resolve(host, Dns.GetHostAddresses);
        return Listen(addresses, port, reusePort, someMayBeMissing: IsLocalhost(host));
    }

    /// <summary>
    /// Listens on addresses. If <paramref name="someMayBeMissing"/> is true, one is enough, and those that the machine does not have are
    /// left out: it may have only one of the loopback addresses.
    /// </summary>
    public static IReadOnlyList<Socket> Listen(IPAddress[] addresses, int port, bool reusePort, bool someMayBeMissing)
    {
        for (int tries = 1; ; tries++)
        {
            List<Socket> sockets = [];
            try
            {
                foreach (IPAddress address in addresses)
                {
                    int samePort = sockets.Count == 0 ? port : ((IPEndPoint)sockets[0].LocalEndPoint!).Port;
                    bool isLast = ReferenceEquals(address, addresses[^1]);
                    bool mayBeMissing = someMayBeMissing && (!isLast || sockets.Count > 0);
                    ListenOn(new IPEndPoint(address, samePort), reusePort, sockets, mayBeMissing);
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

    /// <summary>The addresses that a host stands for.</summary>
    /// <exception cref="IOException">
    /// The host is unknown, or stands for every address of the machine; the message says which.
    /// </exception>
    public static IPAddress[] Resolve(string host, Func<string, IPAddress[]> lookUp)
    {
        if (HostProblem(host) is { } problem)
        {
            throw new IOException($"Cannot listen on \"{host}\": it {problem}");
        }

        if (IsLocalhost(host))
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

        // A hosts file that blocks a name maps it to such an address, which must not make the server listen everywhere.
        return Array.Find(addresses, IsEveryAddress) is not { } every
            ? addresses
            : throw new IOException(
                $"Cannot listen on \"{host}\": the name stands for {every}, every address of the machine, for which it must be "
                + $"--host {every}.");
    }

    /// <summary>What is wrong with the text of a host, as the rest of a sentence; null if nothing is.</summary>
    public static string? HostProblem(string host)
    {
        if (host.Length == 0)
        {
            return "is no name or address: it is empty.";
        }

        if (host.Any(char.IsWhiteSpace))
        {
            return "is no name or address: it contains white space.";
        }

        // The runtime parses "[::1]:99" as an address and drops the port.
        if (host.AsSpan().ContainsAny("[]:") && (host.Contains('[') || !IPAddress.TryParse(host, out _)))
        {
            return "is no name or address: an IPv6 address has no brackets here, and the port is --port's.";
        }

        // "0" and "0x0" are 0.0.0.0 by the rules of inet_aton, but more likely a mistake.
        bool isShort = !host.Contains(':') && host != $"{IPAddress.Any}";
        return isShort && IPAddress.TryParse(host, out IPAddress? address) && IsEveryAddress(address)
            ? "would listen on every IPv4 address of the machine, for which it must be 0.0.0.0."
            : null;
    }

    private static bool IsLocalhost(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static bool IsEveryAddress(IPAddress address) =>
        Array.TrueForAll((address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes(), part => part == 0);

    private static void ListenOn(IPEndPoint endPoint, bool reusePort, List<Socket> sockets, bool mayBeMissing)
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
            if (!mayBeMissing || e.SocketErrorCode is not (SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported))
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

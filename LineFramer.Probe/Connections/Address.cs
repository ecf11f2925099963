using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LineFraming.Probe;

/// <summary>
/// Where a server listens: the address as it was written (<c>HOST:PORT</c>), its host without brackets, and what it resolves
/// to.
/// </summary>
internal sealed record Address(string Text, string Host, IReadOnlyList<IPEndPoint> EndPoints)
{
    // The address that answered last is asked first, so that only one connection waits for one that does not answer.
    private volatile int _answering;

    /// <summary>Whether every one of the addresses is loopback.</summary>
    public bool IsLoopback => EndPoints.All(endPoint => IPAddress.IsLoopback(endPoint.Address));

    /// <summary>The parts of <c>HOST:PORT</c>, where an IPv6 address stands in brackets.</summary>
    /// <exception cref="FormatException">It is none; the message goes on after the value.</exception>
    public static (string Host, int Port) Parse(string value)
    {
        int colon = value.LastIndexOf(':');
        if (colon > 0
            && int.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port is >= 1 and <= IPEndPoint.MaxPort)
        {
            bool isBracketed = value[0] == '[' && value[colon - 1] == ']';
            string host = isBracketed ? value[1..(colon - 1)] : value[..colon];
            UriHostNameType type = Uri.CheckHostName(host);
            if (isBracketed ? type == UriHostNameType.IPv6 : type is UriHostNameType.Dns or UriHostNameType.IPv4)
            {
                // A server that listens on every address prints this one, and the runtime does not look it up.
                return IPAddress.TryParse(host, out IPAddress? address)
                    && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
                    ? throw new FormatException("stands for every address of a machine: give one of them, such as 127.0.0.1 or [::1].")
                    : (host, port);
            }
        }

        throw new FormatException("is no HOST:PORT: a name or an address, [...] around IPv6, a colon, and a port from 1 to 65535.");
    }

    /// <summary>Looks a server's name up.</summary>
    /// <exception cref="ConversationException">The name is not known.</exception>
    public static async Task<Address> ResolveAsync(string text, CancellationToken stop)
    {
        (string host, int port) = Parse(text);
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, stop);
            return new(text, host, [.. addresses.Select(address => new IPEndPoint(address, port))]);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // An argument is wrong if the name is longer than a name may be.
            throw new ConversationException($"the name is not known: {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>
    /// Connects to the first address that answers. A small receive buffer makes a slow reader; 0 is the system's own.
    /// </summary>
    /// <exception cref="ConversationException">None answers in the time.</exception>
    public Task<Socket> ConnectAsync(int receiveBuffer, TimeSpan time) =>
        ConnectAsync(time, (endPoint, share) => ConnectAsync(endPoint, receiveBuffer, share));

    /// <summary>Connects to the first address to which <paramref name="connect"/> does, each with its share of the time.</summary>
    /// <exception cref="ConversationException">None answers in the time.</exception>
    public async Task<Socket> ConnectAsync(TimeSpan time, Func<IPEndPoint, TimeSpan, Task<Socket>> connect)
    {
        long start = Stopwatch.GetTimestamp();
        int first = _answering;
        string failure = "the name stands for no address";
        for (int i = 0; i < EndPoints.Count; i++)
        {
            // An address whose packets are dropped leaves time for those after it.
            TimeSpan left = time - Stopwatch.GetElapsedTime(start);
            TimeSpan share = left > TimeSpan.Zero ? left / (EndPoints.Count - i) : TimeSpan.Zero;
            int index = (first + i) % EndPoints.Count;
            try
            {
                Socket socket = await connect(EndPoints[index], share);
                _answering = index;
                return socket;
            }
            catch (SocketException e)
            {
                failure = e.Message.TrimEnd('.');
            }
            catch (OperationCanceledException)
            {
                failure = "the connection was not accepted in time";
            }
        }

        throw new ConversationException(failure);
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint endPoint, int receiveBuffer, TimeSpan time)
    {
        // Making it fails, too: where there is no IPv6, or no descriptor left.
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBuffer > 0)
            {
                socket.ReceiveBufferSize = receiveBuffer;
            }

            using CancellationTokenSource deadline = new(time);
            await socket.ConnectAsync(endPoint, deadline.Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A conversation failed; the message continues a sentence.</summary>
internal class ConversationException(string message) : Exception(message);

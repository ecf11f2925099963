using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace LineFraming.Server;

/// <summary>
/// Reads the values of options. An invalid one is a <see cref="FormatException"/> whose message continues a sentence that
/// begins with the option and its value.
/// </summary>
internal static class Values
{
    private const string None = "none";

    // A day is 86,400 seconds; timers of the runtime allow up to 49 days.
    private const double MaxSeconds = 1_000_000;

    /// <summary>The names of the log levels.</summary>
    public static string[] LogLevels { get; } = Enum.GetNames<LogLevel>().Select(name => name.ToLowerInvariant()).ToArray();

    /// <summary>Reads a value.</summary>
    /// <exception cref="FormatException">It is invalid; the message is a sentence that begins with <paramref name="subject"/>.</exception>
    public static T Read<T>(Func<string, T> parse, string value, string subject)
    {
        try
        {
            return parse(value);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{subject} {e.Message}", e);
        }
    }

    /// <summary>A whole number.</summary>
    public static Func<string, long> Number(long max, long min = 0) => value =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= min && number <= max
            ? number
            : throw new FormatException($"is not a number from {min} to {max}.");

    /// <summary>A time in seconds, or <c>none</c> for one that never passes.</summary>
    public static Func<string, TimeSpan> Seconds(double min) => value =>
        value == None ? Timeout.InfiniteTimeSpan
        : double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds >= min && seconds <= MaxSeconds ? TimeSpan.FromSeconds(seconds)
        : throw new FormatException(string.Create(
            CultureInfo.InvariantCulture, $"is not a number of seconds from {min} to {MaxSeconds}, nor \"{None}\"."));

    /// <summary>A time as it is written on the command line.</summary>
    public static string Text(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan ? None : time.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>A path.</summary>
    public static string? Path(string value) => value.Length > 0 ? value : throw new FormatException("is no path: it is empty.");

    /// <summary>A host to listen on.</summary>
    public static string Host(string value) => ListenSockets.HostProblem(value) is { } problem ? throw new FormatException(problem) : value;

    /// <summary>A log level.</summary>
    public static LogLevel Level(string value) => Array.IndexOf(LogLevels, value) is >= 0 and int level
        ? (LogLevel)level
        : throw new FormatException($"is none of {string.Join(", ", LogLevels)}.");

    /// <summary>Whether the protocol is <c>echo</c>, rather than <c>chat</c>.</summary>
    public static bool IsEcho(string value) =>
        value is "chat" or "echo" ? value == "echo" : throw new FormatException("is neither chat nor echo.");

    /// <summary>A flag in the environment.</summary>
    public static bool Flag(string value) => value.ToUpperInvariant() switch
    {
        "1" or "TRUE" => true,
        "0" or "FALSE" => false,
        _ => throw new FormatException("is none of 1, true, 0 and false."),
    };

    /// <summary>
    /// <c>HOST:PORT</c>, where an IPv6 address stands in brackets, as in <c>[::1]:8007</c>; or <c>unix:PATH</c>.
    /// </summary>
    public static EndPoint Peer(string value)
    {
        if (value.StartsWith("unix:", StringComparison.Ordinal))
        {
            return UnixPeer(value["unix:".Length..]);
        }

        int colon = value.LastIndexOf(':');
        if (colon > 0
            && int.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port is >= 1 and <= IPEndPoint.MaxPort)
        {
            bool isBracketed = value[0] == '[' && value[colon - 1] == ']';
            string host = isBracketed ? value[1..(colon - 1)] : value[..colon];

            // Uri is not used, because it drops the end of "::1/64".
            bool isHost = isBracketed
                ? !host.Contains('[')
                    && IPAddress.TryParse(host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6
                : Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4;
            if (isHost)
            {
                // A server that listens on every address prints this one, and the runtime does not look it up.
                return IPAddress.TryParse(host, out IPAddress? every)
                    && (every.Equals(IPAddress.Any) || every.Equals(IPAddress.IPv6Any))
                    ? throw new FormatException("stands for every address of a machine: give one of them, such as 127.0.0.1 or [::1].")
                    : new DnsEndPoint(host, port);
            }
        }

        throw new FormatException(
            "is neither HOST:PORT (a name or an address, [...] around IPv6, a colon, and a port from 1 to 65535) nor unix:PATH.");
    }

    /// <summary>A peer as it is written on the command line.</summary>
    public static string Text(EndPoint peer) => peer switch
    {
        DnsEndPoint dns => dns.Host.Contains(':') ? $"[{dns.Host}]:{dns.Port}" : $"{dns.Host}:{dns.Port}",
        UnixDomainSocketEndPoint => $"unix:{peer}",
        _ => $"{peer}",
    };

    private static UnixDomainSocketEndPoint UnixPeer(string path)
    {
        try
        {
            return new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentException)
        {
            throw new FormatException(path.Length == 0 ? "has no path." : "has a path that is too long for a Unix socket.");
        }
    }
}

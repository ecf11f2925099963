using System.Globalization;

namespace LineFraming.Server;

/// <summary>Where a client connects to.</summary>
/// <param name="Host">A name, or an address without brackets.</param>
/// <param name="Port">From 1 to 65535.</param>
internal sealed record PeerAddress(string Host, int Port)
{
    /// <summary>Reads <c>HOST:PORT</c>; an IPv6 address stands in brackets, as in <c>[::1]:8007</c>.</summary>
    /// <param name="value">The text.</param>
    /// <returns>The address, or null if the text is none.</returns>
    public static PeerAddress? Parse(string value)
    {
        int colon = value.LastIndexOf(':');
        if (colon < 1
            || !int.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port is < 1 or > 65535)
        {
            return null;
        }

        string host = value[..colon];
        bool isBracketed = host[0] == '[' && host[^1] == ']';
        host = isBracketed ? host[1..^1] : host;
        UriHostNameType type = Uri.CheckHostName(host);
        bool isHost = isBracketed ? type == UriHostNameType.IPv6 : type is UriHostNameType.Dns or UriHostNameType.IPv4;
        return isHost ? new PeerAddress(host, port) : null;
    }

    /// <summary>The address as it is written on the command line.</summary>
    /// <returns>Such as <c>localhost:8007</c> or <c>[::1]:8007</c>.</returns>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace LineFraming.Server;

/// <summary>
/// The value of <c>--host</c>. Only <c>0.0.0.0</c> and <c>::</c> listen on every address of the machine: an empty value, a
/// number that is another spelling of them, or a name that stands for them is rejected.
/// </summary>
internal static class HostOption
{
    /// <summary><c>--host</c>.</summary>
    /// <param name="defaults">Has its default.</param>
    public static Option<string> Create(ServerOptions defaults) => new("--host")
    {
        Description = "The name or address to listen on; localhost is both loopback addresses, 0.0.0.0 is every IPv4 address, and :: is every address.",
        HelpName = "HOST",
        DefaultValueFactory = _ => defaults.Host,
        CustomParser = Parse,
    };

    /// <summary>Whether a socket bound to the address is reached on every address of the machine.</summary>
    /// <param name="address">Of either family.</param>
    public static bool IsEveryAddress(IPAddress address) =>
        Array.TrueForAll((address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes(), part => part == 0);

    private static string Parse(ArgumentResult result)
    {
        string value = result.Tokens[0].Value;
        if (Problem(value) is { } problem)
        {
            result.AddError($"--host \"{value}\" {problem}");
        }

        return value;
    }

    private static string? Problem(string value)
    {
        if (value.Length == 0)
        {
            return "is no name or address: it is empty.";
        }

        if (value.Any(char.IsWhiteSpace))
        {
            return "is no name or address: it contains white space.";
        }

        // "0" and "0x0" are 0.0.0.0 by the rules of inet_aton, and more likely a mistake.
        bool isShort = !value.Contains(':') && value != $"{IPAddress.Any}";
        return isShort && IPAddress.TryParse(value, out IPAddress? address) && IsEveryAddress(address)
            ? "would listen on every IPv4 address of the machine, for which it must be 0.0.0.0."
            : null;
    }
}

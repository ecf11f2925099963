using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LineFraming.Fuzz;

/// <summary>Gates that compare text with literals in the code.</summary>
internal static class TextGates
{
    private static readonly Dictionary<string, int> Ports = new()
    {
        ["discard"] = 9,
        ["daytime"] = 13,
        ["telnet"] = 23,
        ["gopher"] = 70,
        ["finger"] = 79,
        ["kerberos"] = 88,
        ["ingreslock"] = 1524,
    };

    public static IReadOnlyList<Gate> All { get; } =
    [
        new("gate-12", "a command", input => Gate.ThrowIf(Text(input) == "XYZZY plugh")),
        new("gate-13", "one of many commands", Command),
        new("gate-14", "a prefix", input => Gate.ThrowIf(Text(input).StartsWith("Content-Type: ", StringComparison.Ordinal))),
        new(
            "gate-15",
            "a name in any case",
            input => Gate.ThrowIf(Text(input).Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))),
        new("gate-16", "a word anywhere", input => Gate.ThrowIf(Text(input).Contains("boundary=", StringComparison.Ordinal))),
        new("gate-17", "a key of a table", input => Gate.ThrowIf(Ports.TryGetValue(Text(input), out int port) && port == 1524)),
        new("gate-18", "a token of a span", input => Gate.ThrowIf(Text(input).AsSpan().SequenceEqual("undefined"))),
        new("gate-19", "three lines in a row, compared as strings", ThreeLines),
        new(
            "gate-20",
            "a number in text",
            input =>
                Gate.ThrowIf(
                    int.TryParse(Text(input), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) && number == 31337)),
        new(
            "gate-21",
            "a pattern",
            input => Gate.ThrowIf(Regex.IsMatch(Text(input), @"^GET /[a-z]+\.html HTTP/1\.[01]$", RegexOptions.CultureInvariant))),
        new(
            "gate-22",
            "a number with a fraction",
            input => Gate.ThrowIf(input.Length >= 8 && BinaryPrimitives.ReadDoubleLittleEndian(input) == 6.62607015)),
    ];

    /// <summary>Decodes the input as most programs do.</summary>
    internal static string Text(ReadOnlySpan<byte> input) => Encoding.UTF8.GetString(input);

    [SuppressMessage("Style", "IDE0066", Justification = "The gate is a switch statement.")]
    private static void Command(ReadOnlySpan<byte> input)
    {
        switch (Text(input))
        {
            case "CAPABILITY" or "NOOP" or "LOGOUT" or "STARTTLS" or "AUTHENTICATE" or "LOGIN" or "SELECT" or "EXAMINE":
                return;
            case "SUBSCRIBE" or "UNSUBSCRIBE" or "LIST" or "LSUB" or "STATUS" or "APPEND" or "CHECK" or "CLOSE":
                return;
            case "EXPUNGE":
                throw new InvalidOperationException("through the gate");
            default:
                return;
        }
    }

    private static void ThreeLines(ReadOnlySpan<byte> input)
    {
        string[] lines = Text(input).Split('\n');
        if (lines.Length >= 3 && lines[0] == "version 2" && lines[1] == "encoding utf8")
        {
            Gate.ThrowIf(lines[2] == "begin");
        }
    }
}

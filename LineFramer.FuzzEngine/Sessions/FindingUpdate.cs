using System.Text.Json;

namespace LineFraming.FuzzEngine;

/// <summary>
/// A message from a process to its session about a finding that did not end the process, sent again when the count grows.
/// </summary>
internal sealed record FindingUpdate(
    string Key, long Seen, IReadOnlyList<string>? Report, byte[]? Input, string? File, string? WriteFailure)
{
    /// <summary>The start of the line on the channel.</summary>
    public const string Marker = "==KEPT: ";

    /// <summary>Formats the line for the channel.</summary>
    public string ToLine() => Marker + JsonSerializer.Serialize(this);

    /// <summary>Parses a line; null if it is of another kind or incomplete.</summary>
    public static FindingUpdate? Read(string line)
    {
        try
        {
            return line.StartsWith(Marker, StringComparison.Ordinal)
                ? JsonSerializer.Deserialize<FindingUpdate>(line.AsSpan(Marker.Length))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

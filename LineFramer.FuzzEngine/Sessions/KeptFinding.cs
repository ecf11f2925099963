using System.Text.Json;

namespace LineFraming.FuzzEngine;

/// <summary>A finding past which a session went on: what the process that made it says of it, and says again when it is seen again.</summary>
internal sealed record KeptFinding(string Key, long Seen, IReadOnlyList<string>? Report, byte[]? Input, string? File, string? NotWritten)
{
    /// <summary>What the line begins with on the channel.</summary>
    public const string Marker = "==KEPT: ";

    /// <summary>The line for the channel.</summary>
    public string ToLine() => Marker + JsonSerializer.Serialize(this);

    /// <summary>Reads a line; null if it is none, or torn.</summary>
    public static KeptFinding? Read(string line)
    {
        try
        {
            return line.StartsWith(Marker, StringComparison.Ordinal) ? JsonSerializer.Deserialize<KeptFinding>(line.AsSpan(Marker.Length)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

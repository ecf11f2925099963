using System.Text.Json;

namespace LineFraming.FuzzEngine;

/// <summary>A finding past which a session went on: what the process that made it says of it, and says again when it is seen again.</summary>
/// <param name="Key">What all inputs share that are the same finding: its kind, and the methods that it was made in.</param>
/// <param name="Seen">How many inputs made it so far.</param>
/// <param name="Report">The report of the smallest input, line by line; null if it was reported before.</param>
/// <param name="Input">The smallest input; null if it was reported before.</param>
/// <param name="File">Its file; null if it could not be written.</param>
/// <param name="NotWritten">Why it could not be written; null if it could.</param>
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

namespace LineFraming.FuzzEngine;

/// <summary>The input of a finding, which is shown whatever becomes of its file.</summary>
internal sealed record FoundInput(byte[]? Bytes, string? NotWritten)
{
    // Up to as many bytes as libFuzzer prints in Base64.
    private const int ShortInput = 256;

    /// <summary>The input that a process of a session reported.</summary>
    public static FoundInput Of(FuzzerOutput finding)
    {
        if (finding.Artifact is not { } file)
        {
            return new(null, null);
        }

        try
        {
            byte[] written = File.ReadAllBytes(file);
            return finding.Input is null || written.AsSpan().SequenceEqual(finding.Input)
                ? new(written, null)
                : new(finding.Input, $"{file}: {finding.ArtifactNotWritten ?? "it holds another input"}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new(finding.Input, $"{file}: {finding.ArtifactNotWritten ?? unreadable.Message}");
        }
    }

    /// <summary>
    /// The input in Base64, which <c>base64 -d</c> makes a file of again: if it is short, and if this is the only copy.
    /// </summary>
    public IEnumerable<string> Base64 => Bytes is { } bytes && (NotWritten is not null || bytes.Length <= ShortInput)
        ? [$"Base64: {Convert.ToBase64String(bytes)}"]
        : [];
}

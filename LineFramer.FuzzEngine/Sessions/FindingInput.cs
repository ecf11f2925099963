namespace LineFraming.FuzzEngine;

/// <summary>The input of a finding, which can be shown even if its file could not be written.</summary>
internal sealed record FindingInput(byte[]? Bytes, string? WriteFailure)
{
    // libFuzzer prints inputs up to this length in Base64.
    private const int ShortInput = 256;

    /// <summary>Reads the input that a process of a session reported.</summary>
    public static FindingInput Of(FuzzerOutput finding)
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
                : new(finding.Input, $"{file}: {finding.ArtifactFailure ?? "the file contains another input"}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new(finding.Input, $"{file}: {finding.ArtifactFailure ?? unreadable.Message}");
        }
    }

    /// <summary>
    /// The input in Base64, which <c>base64 -d</c> decodes, if it is short or if there is no other copy.
    /// </summary>
    public IEnumerable<string> Base64 => Bytes is { } bytes && (WriteFailure is not null || bytes.Length <= ShortInput)
        ? [$"Base64: {Convert.ToBase64String(bytes)}"]
        : [];
}

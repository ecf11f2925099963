namespace LineFraming.FuzzEngine;

/// <summary>The result of an input that ran in another process.</summary>
internal sealed record InputResult(
    ThrownException? Thrown, string? End, bool IsOnOtherThread, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)
{
    /// <summary>Whether the input is a finding.</summary>
    public bool IsFailure => Thrown is not null || End is not null;
}

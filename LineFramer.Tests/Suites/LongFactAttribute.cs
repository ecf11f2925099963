using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// A fact that takes so long that <c>dotnet test</c> leaves it out, which is to stay under three minutes: <c>.ci/run</c> has
/// <c>LINEFRAMER_LONG=1</c> in a step of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute() => Skip = WhyNot;

    /// <summary>Why it is left out; null if it is not.</summary>
    public static string? WhyNot { get; } =
        Environment.GetEnvironmentVariable("LINEFRAMER_LONG") is { Length: > 0 }
            ? null
            : "It takes long: LINEFRAMER_LONG=1 dotnet test runs it.";
}

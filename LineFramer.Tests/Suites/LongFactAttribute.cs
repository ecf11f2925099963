using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// A fact that is too slow for the three minutes of <c>dotnet test</c>, which leaves it out; <c>.ci/run</c> runs it in a step
/// with <c>LINEFRAMER_LONG=1</c>.
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

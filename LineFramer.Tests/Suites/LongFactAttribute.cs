using Xunit;
using Xunit.Sdk;

namespace LineFraming.Tests;

/// <summary>
/// A fact that is too slow for <c>dotnet test</c>, which leaves it out to stay short. With <c>LINEFRAMER_LONG=1</c> it runs;
/// <c>eng/check/tests.sh long</c> runs these alone, by their category.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[TraitDiscoverer("LineFraming.Tests.CategoryDiscoverer", "LineFramer.Tests")]
public sealed class LongFactAttribute : FactAttribute, ICategorized
{
    public LongFactAttribute() => Skip = WhyNot;

    /// <summary>Why it is left out; null if it is not.</summary>
    public static string? WhyNot { get; } =
        Environment.GetEnvironmentVariable("LINEFRAMER_LONG") is { Length: > 0 }
            ? null
            : "It takes long: LINEFRAMER_LONG=1 dotnet test runs it.";

    /// <inheritdoc/>
    public string Category => "Long";
}

using Xunit;
using Xunit.Sdk;

namespace FsCheck.Xunit;

/// <summary>
/// Runs a test method as an FsCheck property: its parameters are generated, and a failure is shrunk and reported with
/// the seed that replays it. It stands in for the attribute of the same name in the package FsCheck.Xunit, which is
/// not served everywhere, and has the part of it that the suites use; <c>-p:UseFsCheckXunit=true</c> builds them
/// against the package instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("FsCheck.Xunit.PropertyDiscoverer", "LineFramer.Tests")]
public class PropertyAttribute : FactAttribute
{
    /// <summary>How many cases must pass.</summary>
    public int MaxTest { get; set; } = 100;

    /// <summary>The size of the last case; sizes grow evenly up to it.</summary>
    public int EndSize { get; set; } = 100;

    /// <summary>Types whose static members that return <see cref="Arbitrary{T}"/> generate the parameters.</summary>
    public Type[] Arbitrary { get; set; } = [];

    /// <summary>The seed of an earlier run: <c>seed,gamma</c> or <c>seed,gamma,size</c>, with or without parentheses.</summary>
    public string? Replay { get; set; }

    /// <summary>Whether to print nothing when the property holds.</summary>
    public bool QuietOnSuccess { get; set; }

    /// <summary>Whether to print every case.</summary>
    public bool Verbose { get; set; }

    /// <summary>What FsCheck is to be run with; it throws when the property is falsified.</summary>
    internal Config ToConfig()
    {
        Config config = (Verbose ? Config.VerboseThrowOnFailure : Config.QuickThrowOnFailure)
            .WithMaxTest(MaxTest)
            .WithEndSize(EndSize)
            .WithQuietOnSuccess(QuietOnSuccess)
            .WithArbitrary(Arbitrary);
        if (string.IsNullOrEmpty(Replay))
        {
            return config;
        }

        string[] parts = Replay.Trim('(', ')').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        ulong seed = ulong.Parse(parts[0], null);
        ulong gamma = ulong.Parse(parts[1], null);
        return parts.Length == 3
            ? config.WithReplay(seed, gamma, int.Parse(parts[2], null))
            : config.WithReplay(seed, gamma);
    }
}

using System.Globalization;
using FsCheck.Xunit;

namespace LineFraming.Tests;

/// <summary>
/// A property over the generators of this project. Two environment variables set how far it goes:
/// <c>LINEFRAMER_CASES</c>, the number of cases of every property, and <c>LINEFRAMER_SEED</c>, the seed that a failure
/// printed, to run that case again first.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CasesAttribute : PropertyAttribute
{
    /// <summary>The number of cases where the environment names none: <c>dotnet test</c> stays short.</summary>
    public const int DefaultCases = 2_000;

    /// <summary>How many cases every property goes through in this run.</summary>
    public static readonly int Count =
        int.Parse(Environment.GetEnvironmentVariable("LINEFRAMER_CASES") ?? $"{DefaultCases}", CultureInfo.InvariantCulture);

    /// <summary>
    /// Whether this run has so few cases that it is one of many, as for each mutant: then tests of every length try only those
    /// around a boundary.
    /// </summary>
    public static readonly bool IsQuick = Count < 200;

    public CasesAttribute()
    {
        MaxTest = Count;
        EndSize = 200;
        QuietOnSuccess = true;
        Arbitrary = [typeof(Generators)];
        if (Environment.GetEnvironmentVariable("LINEFRAMER_SEED") is { Length: > 0 } seed)
        {
            Replay = seed;
        }
    }
}

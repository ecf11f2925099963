using System.Globalization;

namespace LineFraming.Testing;

/// <summary>How far a report goes.</summary>
/// <remarks>The constructor throws a <see cref="FormatException"/> if <c>LINEFRAMER_CASES</c> is set and is no number of cases.</remarks>
public sealed class FramerReportOptions
{
    private const int DefaultCases = 1000;
    private const string CasesVariable = "LINEFRAMER_CASES";
    private const string SeedVariable = "LINEFRAMER_SEED";

    private readonly int _cases = CasesOfEnvironment();
    private readonly string? _seed = Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } set ? set : null;
    private readonly int _exhaustiveBytes = 5;
    private readonly TimeSpan _deadline = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How many random cases every property is checked on: 1000, or what the environment variable <c>LINEFRAMER_CASES</c> says.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int Cases
    {
        get => _cases;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _cases = value;
        }
    }

    /// <summary>
    /// The seed that a failure printed, to begin with its case: none, or what the environment variable <c>LINEFRAMER_SEED</c> says.
    /// </summary>
    /// <exception cref="FormatException">It is not of the form that a failure prints.</exception>
    public string? Seed
    {
        get => _seed;
        init
        {
            _seed = value;
            _ = ParsedSeed;
        }
    }

    /// <summary>The longest streams of the exhaustive suite, in bytes: 5. Each byte more takes six times as long.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1 or more than 7.</exception>
    public int ExhaustiveBytes
    {
        get => _exhaustiveBytes;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, SmallScope.MaxBytes);
            _exhaustiveBytes = value;
        }
    }

    /// <summary>
    /// How long a framer may take over one case: 20 seconds. After that the property is violated, because the framer makes no
    /// progress, and the framer's thread is abandoned. A case takes milliseconds; one that measures time takes two seconds and more if the
    /// framer may be quadratic, so a shorter deadline is for reports that do not measure.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero or negative.</exception>
    public TimeSpan Deadline
    {
        get => _deadline;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            _deadline = value;
        }
    }

    /// <summary>
    /// Whether time and allocation are measured: true. Such a measurement needs a process in which little else runs: where many tests
    /// run side by side, their work can be taken for the framer's. False skips the two properties, and the report says why.
    /// </summary>
    public bool MeasuresWork { get; init; } = true;

    /// <summary>On how many threads the exhaustive suite makes framers.</summary>
    internal int ExhaustiveThreads { get; init; } = 1;

    /// <summary>The seed in its parts.</summary>
    internal (ulong Seed, ulong Gamma, int? Size)? ParsedSeed
    {
        get
        {
            if (_seed is null)
            {
                return null;
            }

            string[] parts = _seed.Trim('(', ')').Split(',', StringSplitOptions.TrimEntries);
            bool isValid = parts.Length is 2 or 3;
            isValid &= ulong.TryParse(parts[0], CultureInfo.InvariantCulture, out ulong seed);
            isValid &= ulong.TryParse(parts.ElementAtOrDefault(1), CultureInfo.InvariantCulture, out ulong gamma);
            int size = 0;
            isValid &= parts.Length == 2 || int.TryParse(parts.ElementAtOrDefault(2), CultureInfo.InvariantCulture, out size);
            return isValid
                ? (seed, gamma, parts.Length == 3 ? size : null)
                : throw new FormatException(
                    $"The seed \"{_seed}\" is not of the form that a failure prints: two numbers or three, separated by commas.");
        }
    }

    private static int CasesOfEnvironment()
    {
        string? text = Environment.GetEnvironmentVariable(CasesVariable);
        return string.IsNullOrEmpty(text) ? DefaultCases
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int cases) && cases > 0 ? cases
            : throw new FormatException($"{CasesVariable} is \"{text}\": it must be a number of cases, from 1 to {int.MaxValue}.");
    }
}

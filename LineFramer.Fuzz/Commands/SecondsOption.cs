using System.CommandLine;
using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>Creates the option <c>--seconds</c>, which is the same for every command.</summary>
internal static class SecondsOption
{
    // Thirty years; larger numbers are reduced to it.
    private const double MaxSeconds = 1e9;

    /// <summary>Creates the option.</summary>
    public static Option<double?> Create(string description, double? defaultValue = null) => new("--seconds")
    {
        Description = description,
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result =>
        {
            string word = result.Tokens[^1].Value;
            if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds > 0)
            {
                return Math.Min(seconds, MaxSeconds);
            }

            result.AddError($"--seconds must be a number greater than 0, such as 90 or 0.5, not \"{word}\".");
            return null;
        },
    };
}

using System.CommandLine;
using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>The option <c>--seconds</c>, which is the same for every command.</summary>
internal static class SecondsOption
{
    // Thirty years, which any larger number stands for.
    private const double ForEver = 1e9;

    /// <summary>The option.</summary>
    public static Option<double?> Create(string description, double? usual = null) => new("--seconds")
    {
        Description = description,
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            string word = result.Tokens[^1].Value;
            if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds > 0)
            {
                return Math.Min(seconds, ForEver);
            }

            result.AddError($"--seconds must be more than 0, in digits as 90 or 0.5, not \"{word}\".");
            return null;
        },
    };
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace LineFraming.Server;

/// <summary>Options whose value is a time in seconds, or <c>none</c> for one that never passes.</summary>
internal static class SecondsOption
{
    // A day is 86,400; timers of the runtime go to 49 days.
    private const double Most = 1_000_000;

    private const string None = "none";

    /// <summary>Makes an option.</summary>
    /// <param name="name">With its hyphens.</param>
    /// <param name="description">What the time is, as a sentence.</param>
    /// <param name="byDefault">What it is if it is not given.</param>
    /// <param name="least">The shortest that makes sense, in seconds.</param>
    public static Option<TimeSpan> Create(string name, string description, TimeSpan byDefault, double least = 0.001) => new(name)
    {
        Description = $"{description} [default: {Text(byDefault)}]",
        HelpName = "SECONDS|none",
        CustomParser = result => Parse(result, name, least),
    };

    /// <summary>The value as it is written on the command line.</summary>
    /// <param name="time">The value.</param>
    public static string Text(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan ? None : time.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    private static TimeSpan Parse(ArgumentResult result, string name, double least)
    {
        string value = result.Tokens[0].Value;
        if (value == None)
        {
            return Timeout.InfiniteTimeSpan;
        }

        if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds >= least && seconds <= Most)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        result.AddError(string.Create(
            CultureInfo.InvariantCulture, $"{name} \"{value}\" is not a number of seconds from {least} to {Most}, nor \"{None}\"."));
        return default;
    }
}

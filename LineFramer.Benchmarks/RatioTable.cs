using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>The lines of <see cref="Ratios"/>: what was measured, its target, and whether that is reached.</summary>
internal sealed class RatioTable(TextWriter output)
{
    private int _reached;

    private int _missed;

    /// <summary>How many targets were reached, and how many were not.</summary>
    public string Count => $"{_reached} reached, {_missed} missed";

    /// <summary>Adds a ratio that has a lower bound.</summary>
    public void Add(string name, double ratio, double target) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-52} {ratio,6:F2} x at least {target:F2} x {Verdict(ratio >= target)}"));

    /// <summary>Adds a number that has an upper bound.</summary>
    public void AddMax(string name, string text, string max, bool isReached) =>
        output.WriteLine($"{name,-52} {text,6}   at most {max,-5} {Verdict(isReached)}");

    /// <summary>Adds a line that has no target.</summary>
    public void Note(FormattableString text) => output.WriteLine($"  {text.ToString(CultureInfo.InvariantCulture)}");

    private string Verdict(bool isReached)
    {
        _ = isReached ? _reached++ : _missed++;
        return isReached ? "reached" : "MISSED";
    }
}

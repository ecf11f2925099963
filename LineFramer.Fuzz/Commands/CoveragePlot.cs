using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace LineFraming.Fuzz;

/// <summary>Plots the coverage of sessions over time.</summary>
internal static class CoveragePlot
{
    // The start of the logarithmic axis, which has no zero.
    private const double Start = 0.05;

    /// <summary>Draws the plot of several sessions.</summary>
    /// <exception cref="FormatException">A file is not the log of a session, or there is none.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void Draw(IReadOnlyList<string> logs, string output)
    {
        if (logs.Count == 0)
        {
            throw new FormatException("There is no log of a session to draw; a session writes one to artifacts/fuzz/logs.");
        }

        string machines = string.Concat(logs.Select(MachineOf).Distinct().Select(machine => $"; {machine}"));
        PlotModel plot = PlotStyle.Titled($"Coverage of fuzzing sessions{machines}");
        plot.Axes.Add(new LogarithmicAxis
        {
            Position = AxisPosition.Bottom,
            Title = "seconds",
            Minimum = Start,
            MajorGridlineStyle = LineStyle.Dot,
        });
        plot.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Left,
            Title = "blocks reached, per cent",
            Minimum = 0,
            Maximum = 100,
            AxisTitleDistance = 12,
            MajorGridlineStyle = LineStyle.Dot,
        });
        foreach (string log in logs)
        {
            plot.Series.Add(Read(log));
        }

        PlotStyle.Draw(plot, output);
    }

    private static StairStepSeries Read(string log)
    {
        // The blanks reserve space in the legend, because the font that shows it may be wider than the font that measures it.
        StairStepSeries series = new() { Title = Path.GetFileNameWithoutExtension(log) + "     " };
        string[] rows = [.. File.ReadLines(log).SkipWhile(IsComment)];
        if (rows is not [SessionLog.Header, _, ..])
        {
            throw new FormatException($"{log} is not the log of a session: it does not begin with {SessionLog.Header} and a row.");
        }

        series.Points.AddRange(rows.Skip(1).Select(row => Point(row) ?? throw new FormatException(
            $"{log} is not the log of a session: \"{row}\" is not {SessionLog.Header} as numbers, "
            + "with at most as many blocks reached as there are.")));
        return series;
    }

    private static bool IsComment(string line) => line.StartsWith(SessionLog.Comment, StringComparison.Ordinal);

    // Older logs do not record the machine.
    private static string MachineOf(string log) =>
        File.ReadLines(log).FirstOrDefault() is { } first && IsComment(first) ? first[SessionLog.Comment.Length..] : "machine not recorded";

    private static DataPoint? Point(string row)
    {
        double[] cells = [.. row.Split(',').Select(Number)];
        return cells is [>= 0 and var seconds, >= 0, >= 0 and var reached, > 0 and var blocks, >= 0] && reached <= blocks
            ? new DataPoint(Math.Max(seconds, Start), 100 * reached / blocks)
            : null;

        static double Number(string cell) =>
            double.TryParse(cell, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;
    }
}

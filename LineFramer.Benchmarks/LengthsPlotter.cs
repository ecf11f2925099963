using LineFraming.Fuzz;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace LineFraming.Benchmarks;

/// <summary>Draws nanoseconds a line against length of line, both in powers, a series for each loop.</summary>
internal static class LengthsPlotter
{
    /// <summary>Draws what <see cref="LineLengths.Measure"/> wrote as an SVG file.</summary>
    /// <returns>How many series it has.</returns>
    /// <exception cref="LoadFailedException">There is nothing to draw.</exception>
    public static int Draw(string source, string target)
    {
        PlotModel plot = PlotStyle.Titled($"Time a line takes; {LineLengths.MachineOf(source)}");
        plot.Axes.Add(Axis(AxisPosition.Bottom, "mean length of line, bytes", 2));
        plot.Axes.Add(Axis(AxisPosition.Left, "nanoseconds a line", 10));
        foreach (var loop in LineLengths.Read(source).GroupBy(row => row.Loop))
        {
            // The blanks make room in the legend for a font that is wider than the one it is measured with.
            LineSeries series = new()
            {
                Title = loop.Key.PadRight(42),
                Color = PlotStyle.Colors[plot.Series.Count % PlotStyle.Colors.Count],
                MarkerType = MarkerType.Circle,
                MarkerSize = 3,
            };
            series.Points.AddRange(loop.Select(row => new DataPoint(row.MeanLength, row.Nanoseconds)));
            plot.Series.Add(series);
        }

        PlotStyle.Draw(plot, target);
        return plot.Series.Count;
    }

    private static LogarithmicAxis Axis(AxisPosition position, string title, int @base) =>
        new() { Position = position, Title = title, Base = @base, AxisTitleDistance = 12, MajorGridlineStyle = LineStyle.Dot };
}

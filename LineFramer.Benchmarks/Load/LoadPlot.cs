using LineFraming.Fuzz;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace LineFraming.Benchmarks;

/// <summary>Draws throughput against connections, a series for each depth and server.</summary>
internal static class LoadPlot
{
    /// <summary>Draws an SVG file of those shapes that have the most frequent line length.</summary>
    /// <returns>How many series it has.</returns>
    /// <exception cref="LoadFailedException">There is nothing to draw.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static int Draw(LoadReport report, string file)
    {
        if (report.Shapes.Count == 0)
        {
            throw new LoadFailedException("There is nothing to draw: no connections by depth were measured.", BenchmarkCommandLine.Invalid);
        }

        int length = report.Shapes.GroupBy(result => result.Length).MaxBy(group => group.Count())!.Key;
        string load = report.IsBusy ? "one core kept busy" : "quiet";
        PlotModel plot = Axes(length, $"{report.Machine}, {load}; {string.Join(", ", report.Runtimes)}");
        int[] depths = [.. report.Shapes.Where(result => result.Length == length).Select(result => result.Depth).Distinct().Order()];
        foreach (IGrouping<(int Depth, string Server), LoadResult> group in report.Shapes
            .Where(result => result.Length == length)
            .GroupBy(result => (result.Depth, result.Server))
            .OrderByDescending(group => group.Key.Depth))
        {
            plot.Series.Add(Series(group, PlotStyle.Colors[Array.IndexOf(depths, group.Key.Depth) % PlotStyle.Colors.Count]));
        }

        PlotStyle.Draw(plot, file);
        return plot.Series.Count;
    }

    private static PlotModel Axes(int length, string title)
    {
        PlotModel plot = PlotStyle.Titled(title);
        plot.Axes.Add(new LogarithmicAxis
        {
            Position = AxisPosition.Bottom,
            Base = 2,
            Title = "connections",
            MajorGridlineStyle = LineStyle.Dot,
        });
        plot.Axes.Add(new LogarithmicAxis
        {
            Position = AxisPosition.Left,
            Title = $"lines of {length} bytes a second, thousands",
            AxisTitleDistance = 12,
            MaximumPadding = 0.05,
            MajorGridlineStyle = LineStyle.Dot,
        });
        return plot;
    }

    private static LineSeries Series(IGrouping<(int Depth, string Server), LoadResult> group, OxyColor color)
    {
        (LineStyle line, MarkerType marker) = group.Key.Server switch
        {
            LoadReport.Ours => (LineStyle.Solid, MarkerType.Circle),
            LoadReport.Go => (LineStyle.Dash, MarkerType.Square),
            LoadReport.Kestrel => (LineStyle.Dot, MarkerType.Diamond),
            _ => (LineStyle.LongDash, MarkerType.Triangle),
        };

        // The blanks make room in the legend for a font that is wider than the one it is measured with.
        LineSeries series = new()
        {
            Title = $"{group.Key.Server}, depth {group.Key.Depth}".PadRight(42),
            Color = color,
            LineStyle = line,
            MarkerType = marker,
            MarkerSize = 3,
        };
        series.Points.AddRange(
            group.OrderBy(result => result.Connections).Select(result => new DataPoint(result.Connections, result.LinesASecond / 1000)));
        return series;
    }
}

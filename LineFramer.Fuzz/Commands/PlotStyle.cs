using OxyPlot;
using OxyPlot.Legends;

namespace LineFraming.Fuzz;

/// <summary>The common style of the project's plots.</summary>
public static class PlotStyle
{
    private const int Width = 800;
    private const int Height = 420;

    /// <summary>The colours of Okabe and Ito, which colour-blind people can distinguish.</summary>
    public static IReadOnlyList<OxyColor> Colors { get; } =
    [
        OxyColor.FromRgb(0, 114, 178),
        OxyColor.FromRgb(213, 94, 0),
        OxyColor.FromRgb(0, 158, 115),
        OxyColor.FromRgb(204, 121, 167),
        OxyColor.FromRgb(230, 159, 0),
        OxyColor.FromRgb(86, 180, 233),
        OxyColor.FromRgb(0, 0, 0),
    ];

    /// <summary>Makes a plot without axes, with a legend beside the curves.</summary>
    /// <param name="title">What was measured on which machine; empty if it is not recorded.</param>
    /// <returns>The plot.</returns>
    public static PlotModel Titled(string title)
    {
        PlotModel plot = new()
        {
            Background = OxyColors.White,
            DefaultFont = "Arial",
            DefaultColors = [.. Colors],
            Title = title,
            TitleFontSize = 12,
            TitleFontWeight = FontWeights.Normal,
        };
        plot.Legends.Add(
            new Legend { LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.RightTop, LegendLineSpacing = 4 });
        return plot;
    }

    /// <summary>Writes a plot as SVG.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="file">The SVG file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Draw(PlotModel plot, string file)
    {
        using FileStream stream = File.Create(file);
        new SvgExporter { Width = Width, Height = Height, UseVerticalTextAlignmentWorkaround = true }.Export(plot, stream);
    }
}

using OxyPlot;
using OxyPlot.Legends;

namespace LineFraming.Fuzz;

/// <summary>What the project's plots have in common.</summary>
public static class Picture
{
    private const int Width = 800;
    private const int Height = 420;

    /// <summary>Okabe and Ito's colours, which people tell apart who see fewer of them.</summary>
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

    /// <summary>A plot without axes, with a legend beside the curves.</summary>
    /// <param name="title">What was measured on which machine; empty for a record that does not say.</param>
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

    /// <summary>Draws a plot.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="file">The SVG file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Draw(PlotModel plot, string file)
    {
        using FileStream stream = File.Create(file);
        new SvgExporter { Width = Width, Height = Height, UseVerticalTextAlignmentWorkaround = true }.Export(plot, stream);
    }
}

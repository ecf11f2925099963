using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>An input of the command <c>cold</c>: its size, and the mean length of its lines in bytes.</summary>
internal readonly record struct ColdShape(int Mebibytes, int MeanLength)
{
    /// <summary>The largest input, in MiB: it is in memory twice, whole and in chunks.</summary>
    public const int MaxMebibytes = 1024;

    /// <summary>The largest mean length. The framer's limit must admit twice as much, the longest line.</summary>
    public const int MaxMeanLength = 65536;

    /// <summary>What is measured by default, and how many times as fast as <c>TryReadTo</c> the framer is to be.</summary>
    public static IReadOnlyList<(ColdShape Shape, double Target)> Default { get; } =
        [(new(64, 8), 1.0), (new(64, 64), 1.0), (new(64, 2000), 1.0), (new(256, 64), 1.5), (new(256, 2000), 0.9)];

    /// <summary>The shapes that <see cref="Parse"/> accepts, as a sentence.</summary>
    public static string Allowed =>
        $"MEBIBYTESxLENGTH, such as 64x2000, with 1 to {MaxMebibytes} MiB of lines of 1 to {MaxMeanLength} bytes";

    /// <summary>The target of the shape; null for one that is not measured by default.</summary>
    public double? Target
    {
        get
        {
            ColdShape shape = this;
            return Default.Where(each => each.Shape == shape).Select(each => (double?)each.Target).FirstOrDefault();
        }
    }

    /// <summary>Reads MEBIBYTESxLENGTH, such as 64x2000.</summary>
    /// <returns>The shape; null if the text is none.</returns>
    public static ColdShape? Parse(string text)
    {
        int[] numbers =
        [
            .. text.Split('x').Select(
                part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0),
        ];
        return numbers is [> 0 and <= MaxMebibytes, > 0 and <= MaxMeanLength] ? new ColdShape(numbers[0], numbers[1]) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Mebibytes}x{MeanLength}");
}

using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>
/// How a server is loaded: connections, lines of each that wait for an answer at once, and bytes of a line without its end.
/// </summary>
internal readonly record struct LoadShape(int Connections, int Depth, int Length)
{
    /// <summary>The length of a line when none is given.</summary>
    public const int TypicalLength = 64;

    /// <summary>The longest line that the server takes by default.</summary>
    public const int MaxLine = 8192;

    /// <summary>The maximum number of connections of a shape.</summary>
    public const int MaxConnections = 10_000;

    private const int MaxDepth = 4096;
    private const long MaxBytes = 64 << 20;

    /// <summary>What is measured when no shapes are given: connections by depth, and then other lengths.</summary>
    public static IReadOnlyList<LoadShape> Default { get; } =
    [
        .. from connections in new[] { 1, 4, 16, 64, 256 }
           from depth in new[] { 1, 16, 256 }
           select new LoadShape(connections, depth, TypicalLength),
        .. new[] { 8, 512, 4096 }.Select(length => new LoadShape(16, 16, length)),
    ];

    /// <summary>Reads CONNECTIONSxDEPTH or CONNECTIONSxDEPTHxLENGTH, such as 16x256x64.</summary>
    /// <returns>The shape; null if it is none.</returns>
    public static LoadShape? Parse(string text)
    {
        string[] parts = text.Split('x');
        int[] numbers =
        [
            .. parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0),
        ];
        LoadShape shape = numbers switch
        {
            [int connections, int depth] => new(connections, depth, TypicalLength),
            [int connections, int depth, int length] => new(connections, depth, length),
            _ => default,
        };
        bool isOne = shape.Connections is > 0 and <= MaxConnections
            && shape.Depth is > 0 and <= MaxDepth
            && shape.Length is >= Conversation.ShortestLine and <= MaxLine
            && (long)shape.Connections * shape.Depth * shape.Length <= MaxBytes;
        return isOne ? shape : null;
    }

    /// <summary>The shapes that <see cref="Parse"/> accepts, as a sentence.</summary>
    public static string Allowed =>
        $"CONNECTIONSxDEPTH or CONNECTIONSxDEPTHxLENGTH, such as 16x256x64, with at most {MaxConnections} connections, "
        + $"{MaxDepth} lines deep, of {Conversation.ShortestLine} to {MaxLine} bytes, {MaxBytes >> 20} MiB at once";

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Connections}x{Depth}x{Length}");
}

using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>
/// Repeats the text gates with operands that are computed at run time. No assembly contains them, so a dictionary of literals does
/// not either.
/// </summary>
internal static class ComputedGates
{
    private static readonly string Twelfth = Word(12, 11);
    private static readonly string[] Thirteenth = [.. Enumerable.Range(0, 8).Select(i => Word(130 + i, 6 + i))];
    private static readonly string Fourteenth = Word(14, 12);
    private static readonly string Fifteenth = Word(15, 14);
    private static readonly string Sixteenth = Word(16, 9);
    private static readonly Dictionary<string, int> Seventeenth = Enumerable.Range(0, 24).ToDictionary(i => Word(170 + i, 8), i => i);
    private static readonly string Eighteenth = Word(18, 10);
    private static readonly int Twentieth = Word(20, 5).Aggregate(0, (number, letter) => (number * 10) + 1 + (letter % 9));

    public static IReadOnlyList<Gate> All { get; } =
    [
        new("gate-12-computed", "a command, computed", input => Gate.ThrowIf(TextGates.Text(input) == Twelfth)),
        new("gate-13-computed", "one of many commands, computed", Command),
        new(
            "gate-14-computed",
            "a prefix, computed",
            input => Gate.ThrowIf(TextGates.Text(input).StartsWith(Fourteenth, StringComparison.Ordinal))),
        new(
            "gate-15-computed",
            "a name in any case, computed",
            input => Gate.ThrowIf(TextGates.Text(input).Equals(Fifteenth, StringComparison.OrdinalIgnoreCase))),
        new(
            "gate-16-computed",
            "a word anywhere, computed",
            input => Gate.ThrowIf(TextGates.Text(input).Contains(Sixteenth, StringComparison.Ordinal))),
        new(
            "gate-17-computed",
            "a key of a table, computed",
            input => Gate.ThrowIf(Seventeenth.TryGetValue(TextGates.Text(input), out int value) && value == 17)),
        new(
            "gate-18-computed",
            "a token of a span, computed",
            input => Gate.ThrowIf(TextGates.Text(input).AsSpan().SequenceEqual(Eighteenth))),
        new(
            "gate-20-computed",
            "a number in text, computed",
            input =>
                Gate.ThrowIf(
                    int.TryParse(TextGates.Text(input), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)
                        && number == Twentieth)),
    ];

    private static void Command(ReadOnlySpan<byte> input)
    {
        string text = TextGates.Text(input);
        for (int i = 0; i < Thirteenth.Length; i++)
        {
            if (text == Thirteenth[i])
            {
                Gate.ThrowIf(i == 5);
                return;
            }
        }
    }

    // Makes a word from a seed; it is the same in each process.
    private static string Word(int seed, int length) => string.Create(length, (uint)seed, static (word, seed) =>
    {
        foreach (ref char letter in word)
        {
            seed = (seed * 1664525) + 1013904223;
            letter = (char)('a' + (seed >> 16) % 26);
        }
    });
}

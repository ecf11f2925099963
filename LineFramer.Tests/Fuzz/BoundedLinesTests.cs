using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests how the output of a process that runs inputs is read.</summary>
public sealed class BoundedLinesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a\n", "a")]
    [InlineData("a\r\n\nb", "a", "", "b")]
    [InlineData("\n\n", "", "")]
    public void Lines_are_passed_on_as_they_are(string text, params string[] lines) => Assert.Equal(lines, Read(text));

    [Theory]
    [InlineData(BoundedLines.MaxLength)]
    [InlineData(BoundedLines.MaxLength + 1)]
    [InlineData(100 * BoundedLines.MaxLength)]
    public void Of_a_line_without_end_the_end_is_passed_on(int length)
    {
        string line = $"{new string('x', length - 6)}report";
        string expected = length > BoundedLines.MaxLength ? $"{BoundedLines.Ellipsis}{line[^BoundedLines.MaxLength..]}" : line;
        Assert.Equal(["before", expected, "after"], Read($"before\n{line}\nafter\n"));
    }

    private static List<string> Read(string text)
    {
        List<string> lines = [];
        using StringReader reader = new(text);
        BoundedLines.ReadAll(reader, lines.Add);
        return lines;
    }
}

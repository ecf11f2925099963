using System.Diagnostics;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests how the output of another program is passed on.</summary>
public sealed class ChildProcessTests
{
    [LinuxFact]
    public void Every_line_of_both_streams_is_passed_on()
    {
        List<string> lines = [];
        Assert.Equal(7, ChildProcess.Run(Shell("echo one; echo; echo two >&2; printf three; exit 7"), lines.Add));
        Assert.Equal(["", "one", "three", "two"], lines.Order(StringComparer.Ordinal));
    }

    /// <summary>An input that is minimized may print without end and without a newline.</summary>
    [LinuxTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_a_line_without_end_the_end_is_passed_on(int stream)
    {
        List<string> lines = [];
        Assert.Equal(0, ChildProcess.Run(Shell($"(head -c 1000000 /dev/zero | tr '\\0' x; echo; echo last) >&{stream}"), lines.Add));
        Assert.Equal([$"{BoundedLines.Ellipsis}{new string('x', BoundedLines.MaxLength)}", "last"], lines);
    }

    [LinuxFact]
    public void What_the_reader_of_a_line_throws_ends_the_program()
    {
        using TestFolder folder = new();
        string ended = Path.Combine(folder.FullName, "ended");
        ProcessStartInfo start = Shell("seq 20000; sleep 600; mkdir \"$0\"");
        start.ArgumentList.Add(ended);
        FormatException thrown = Assert.Throws<FormatException>(
            () => ChildProcess.Run(start, line => throw new FormatException(line)));
        Assert.Equal("1", thrown.Message);
        Assert.False(Directory.Exists(ended));
    }

    private static ProcessStartInfo Shell(string script) => new("/bin/sh", ["-c", script]);
}

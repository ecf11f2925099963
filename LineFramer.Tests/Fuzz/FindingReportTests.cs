using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// Tests that ClusterFuzz can parse a report: it reads the kind from the marker and the state from the first three frames,
/// without what is in brackets. A code scan also reads the file and the line.
/// </summary>
public sealed partial class FindingReportTests
{
    private const string Here = "LineFraming.Tests.FindingReportTests";

    [Fact]
    public void The_kind_and_the_state_are_read_from_a_report()
    {
        string[] lines = ReportOf(() => Outer([]));
        Assert.Matches(@"^==\d+== FATAL EXCEPTION: System\.FormatException$", lines[0]);
        Assert.Equal("message: no digits", lines[1]);
        Assert.Equal(" System.FormatException: no digits", lines[2]);
        string[] state = [$"{Here}.Inner", $"{Here}.Middle", $"{Here}.Outer"];
        Assert.Equal(
            state,
            lines.Select(line => RuntimeFrame().Match(line))
                .Where(frame => frame.Success)
                .Select(frame => frame.Groups["method"].Value)
                .Take(3));
        Match[] numbered = [.. lines.Select(line => NumberedFrame().Match(line)).Where(frame => frame.Success)];
        Assert.Equal(state, numbered.Select(frame => frame.Groups["method"].Value).Take(3));
        Assert.Equal(
            Enumerable.Range(0, numbered.Length).Select(number => $"{number}"),
            numbered.Select(frame => frame.Groups["number"].Value));
        Assert.EndsWith("FindingReportTests.cs", numbered[0].Groups["file"].Value, StringComparison.Ordinal);
        Assert.True(int.Parse(numbered[0].Groups["line"].Value, System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal([$"DEDUP_TOKEN: {string.Join("--", state)}", "SUMMARY: libFuzzer: uncaught exception"], lines[^2..]);
    }

    [Fact]
    public void The_cause_of_an_exception_gives_the_state()
    {
        string[] lines = ReportOf(() => Wraps());
        Assert.Contains("FATAL EXCEPTION: System.InvalidOperationException", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("  ---> System.FormatException: no digits", StringComparison.Ordinal));
        Assert.Equal(
            $"{Here}.Inner",
            lines.Select(line => NumberedFrame().Match(line)).First(frame => frame.Success).Groups["method"].Value);
        Assert.Equal(
            $"{Here}.Inner", lines.Select(line => RuntimeFrame().Match(line)).First(frame => frame.Success).Groups["method"].Value);
    }

    /// <summary>Otherwise throw helpers and the engine's frames would be reported in place of the code that failed.</summary>
    [Fact]
    public void Helpers_and_hidden_frames_are_left_out()
    {
        string[] lines = ReportOf(
            () =>
                new InstrumentedTarget(
                    FuzzMethod.Find(typeof(SampleMethods).Assembly.Location, "LineFraming.Tests.SampleMethods.OfArray", []),
                    isPlain: true).Run([1]));
        Assert.DoesNotContain(lines, line => line.Contains("LineFraming.FuzzEngine", StringComparison.Ordinal));
        lines = ReportOf(() => Parses("x"));
        Assert.DoesNotContain(lines, line => NumberedFrame().IsMatch(line) && line.Contains(".Throw", StringComparison.Ordinal));
        Assert.Contains(lines, line => NumberedFrame().Match(line).Groups["method"].Value == $"{Here}.Parses");
    }

    [Fact]
    public async Task Generated_code_is_named_after_its_source_method()
    {
        Exception failure = await Assert.ThrowsAsync<FormatException>(Waits);
        string[] lines = FindingReport.Of(failure).Split('\n');
        Assert.Equal(
            $"{Here}.Waits",
            NumberedFrame().Match(Array.Find(lines, line => NumberedFrame().IsMatch(line))!).Groups["method"].Value);
    }

    [Fact]
    public void A_message_that_throws_or_is_null_is_reported_with_its_frames()
    {
        string[] lines = ReportOf(() => ThrowWithout(() => throw new NotSupportedException()));
        Assert.EndsWith($"FATAL EXCEPTION: {Here}+MessageException", lines[0], StringComparison.Ordinal);
        Assert.Equal("message: (there is no message: System.NotSupportedException was thrown instead)", lines[1]);
        Assert.Contains(lines, line => NumberedFrame().Match(line).Groups["method"].Value == $"{Here}.ThrowWithout");
        Assert.Contains(lines, line => RuntimeFrame().Match(line).Groups["method"].Value == $"{Here}.ThrowWithout");
        Assert.Equal("message: (the message is null)", ReportOf(() => ThrowWithout(() => null))[1]);
    }

    [Fact]
    public void A_displayed_report_has_each_frame_once() =>
        Assert.DoesNotContain(FindingReport.ForDisplay(ReportOf(() => Outer([]))), line => NumberedFrame().IsMatch(line));

    private static string[] ReportOf(Action failing) => FindingReport.Of(Assert.ThrowsAny<Exception>(failing)).TrimEnd('\n').Split('\n');

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Outer(List<string> generic) => Middle(generic.Count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Middle(int count)
    {
        Inner();
        Assert.Equal(0, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Inner() => throw new FormatException("no digits\nin the second line either");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowWithout(Func<string?> message) => throw new MessageException(message);

    private static void Wraps()
    {
        try
        {
            Outer([]);
        }
        catch (FormatException inner)
        {
            throw new InvalidOperationException("wrapped", inner);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Parses(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task Waits()
    {
        await Task.Yield();
        throw new FormatException();
    }

    private sealed class MessageException(Func<string?> message) : Exception
    {
        public override string Message => message()!;
    }

    // A frame as the runtime prints it; the arguments in brackets are ignored.
    [GeneratedRegex(@"^\s*at (?<method>[^(]*)\(.*\)")]
    private static partial Regex RuntimeFrame();

    // A frame as the sanitizers print it: number, program counter, function, and a file with a line or a module.
    [GeneratedRegex(@"^ {4}#(?<number>\d+) 0x[0-9a-f]{12} in (?<method>[^\s(]+)\([^)]*\) ((?<file>[^:]+):(?<line>\d+)|\(\S+\.dll\))$")]
    private static partial Regex NumberedFrame();
}

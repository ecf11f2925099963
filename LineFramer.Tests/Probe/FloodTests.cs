using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>When the memory of a server counts as a failure.</summary>
public sealed class FloodTests
{
    private const int Failed = (int)Verdict.Failed;
    private const int Passed = (int)Verdict.Passed;
    private const int Inconclusive = (int)Verdict.Inconclusive;

    [Theory]

    // More than any connection needs, however it ended.
    [InlineData(192, 65, nameof(FloodEnd.Read), Failed)]
    [InlineData(80, 65, nameof(FloodEnd.Grown), Failed)]
    [InlineData(80, 65, nameof(FloodEnd.NotRead), Failed)]

    // Half of what was read, where all of it was.
    [InlineData(100, 50, nameof(FloodEnd.Read), Failed)]
    [InlineData(100, 49, nameof(FloodEnd.Read), Passed)]
    [InlineData(192, 64, nameof(FloodEnd.Read), Passed)]

    // A heap grows by a little, for other reasons, while a server rejects a line or stops reading.
    [InlineData(1, 1, nameof(FloodEnd.Closed), Passed)]
    [InlineData(8, 8, nameof(FloodEnd.NotRead), Passed)]
    [InlineData(60, 60, nameof(FloodEnd.NotRead), Passed)]

    // The server is too slow to read a whole flood.
    [InlineData(20, 16, nameof(FloodEnd.TimeUp), Inconclusive)]
    [InlineData(20, 17, nameof(FloodEnd.TimeUp), Failed)]
    [InlineData(40, 10, nameof(FloodEnd.TimeUp), Inconclusive)]
    [InlineData(40, 9, nameof(FloodEnd.TimeUp), Passed)]

    [InlineData(1, 0, nameof(FloodEnd.Died), Failed)]
    public void Memory_needs_two_criteria(int sent, int grown, string end, int expected)
    {
        (Verdict verdict, string actual) = Flood.Judge((long)sent << 20, (long)grown << 20, Enum.Parse<FloodEnd>(end));
        Assert.Equal((Verdict)expected, verdict);
        Assert.StartsWith($"{sent} MiB sent, the server", actual, StringComparison.Ordinal);
        Assert.EndsWith($"and its memory grew by {grown} MiB", actual, StringComparison.Ordinal);
    }
}

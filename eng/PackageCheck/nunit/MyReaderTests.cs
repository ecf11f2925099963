using LineFraming;
using LineFraming.Testing;
using NUnit.Framework;

public sealed class MyReaderTests
{
    private static readonly FramerCapabilities Offered = new()
    {
        Delimiters = [DelimiterChoice.CrLf],
        Limits = new LimitRange(1, 8192),
        Policies = [OversizedLineHandling.Throw],
        IsOversized = thrown => thrown is InvalidDataException,
        ReadsAhead = true,
    };

    [Test]
    public void It_frames_lines()
    {
        FramerAdapter adapter = FramerAdapter.OverStream(
            Offered, (stream, options) => new MyReader(stream, options.MaxLineLength).ReadLine);
        FramerReport report = FramerReport.Run(adapter);
        TestContext.Progress.WriteLine(report);
        report.ThrowIfViolated();
    }
}

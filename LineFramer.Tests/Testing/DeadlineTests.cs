using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>A framer that never returns from a call is reported; it ends neither the report nor the process.</summary>
public sealed class DeadlineTests : IDisposable
{
    private static readonly FramerCapabilities Offered = new() { Delimiters = [DelimiterChoice.CrLf], Limits = null };

    private readonly ManualResetEventSlim _never = new();

    public void Dispose() => _never.Set();

    [Theory]
    [InlineData(FramerProperties.Chunking)]
    [InlineData(FramerProperties.Progress)]
    [InlineData(FramerProperties.Time)]
    [InlineData(FramerProperties.Exhaustive)]
    public void R8_A_framer_that_never_answers_violates_progress(string name)
    {
        // A short deadline, but long enough to reach a CR on a busy machine.
        FramerReportOptions options = new() { Deadline = TimeSpan.FromSeconds(0.5), Cases = 300, ExhaustiveBytes = 2, Seed = "1,3" };
        PropertyResult result = FramerReport.Ask(
            FramerAdapter.Of(Offered, options => new Standing(BugGallery.Textbook(options), _never)),
            FramerProperty.Named(name),
            options);
        Assert.Equal(PropertyVerdict.Violated, result.Verdict);
        Assert.StartsWith("R8: no answer within 0.5 s", result.Failure, StringComparison.Ordinal);
        Assert.Contains((byte)'\r', result.Counterexample!.Stream);
        Assert.Contains("rule      R8", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void R8_After_a_framer_that_never_answers_other_properties_are_asked()
    {
        FramerReportOptions options = new() { Deadline = TimeSpan.FromSeconds(0.1), Cases = 300, ExhaustiveBytes = 2, Seed = "1,3" };
        FramerReport report = FramerReport.Run(
            FramerAdapter.Of(Offered, options => new Standing(BugGallery.Textbook(options), _never)), options);
        Assert.Equal(FramerProperty.All.Count, report.Results.Count);
        Assert.Contains(FramerProperties.Progress, Judge.Of(report, PropertyVerdict.Violated));
        Assert.Throws<PropertyViolatedException>(report.ThrowIfViolated);
    }

    [Fact]
    public void A_deadline_of_nothing_is_rejected() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FramerReportOptions { Deadline = TimeSpan.Zero });

    /// <summary>An exception of the harness itself is thrown to the caller, not on the thread of the case.</summary>
    [Fact]
    public void An_exception_of_a_declared_predicate_reaches_the_caller()
    {
        FramerCapabilities offered = new()
        {
            ExpectedDifferences = [new("R1", "none", _ => throw new NotSupportedException("the predicate's"))],
        };
        NotSupportedException thrown = Assert.Throws<NotSupportedException>(() =>
            FramerReport.Ask(FramerAdapter.Of(offered, BugGallery.Textbook), FramerProperty.Named(FramerProperties.Chunking), Judge.Short));
        Assert.Equal("the predicate's", thrown.Message);
    }

    // Correct, until it reads a CR.
    private sealed class Standing(IFramer framer, ManualResetEventSlim never) : IFramer
    {
        public bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
        {
            if (chunk.Contains((byte)'\r'))
            {
                never.Wait();
            }

            return framer.TryRead(ref chunk, log);
        }

        public bool TryReadRest(EventLog log) => framer.TryReadRest(log);
    }
}

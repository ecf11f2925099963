using System.Runtime.CompilerServices;
using Xunit;

namespace LineFraming.Testing.Xunit;

/// <summary>
/// The properties of any line framer as tests. Derive from this class, say in <see cref="Adapter"/> how your framer is made and
/// what it offers, and the runner finds every test. A property that cannot be asked of it is skipped, with the reason. A
/// failure prints the rule, the smallest counterexample, what was expected and what came, and the command that replays it.
/// </summary>
public abstract class FramerSuite
{
    /// <summary>The framer under test, and what it offers.</summary>
    protected abstract FramerAdapter Adapter { get; }

    /// <summary>How far the suite goes.</summary>
    protected virtual FramerReportOptions Options { get; } = new();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R1_Chunking_never_shows() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R2_Lines_equal_the_reference() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R4_Oversized_on_the_right_byte() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R5_The_next_line_is_intact() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R5_A_failed_framer_stays_failed() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R7_The_end_may_come_with_the_last_bytes() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R8_Nothing_is_lost_or_invented() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R8_Reading_always_makes_progress() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R9_Hand_off_is_exact() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R10_Memory_is_bounded() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R11_Work_is_linear() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R11_Allocation_grows_linearly() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R11_Time_grows_linearly() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R13_Any_byte_is_data() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R14_The_writer_cannot_be_tricked() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void R16_Resuming_is_exact() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void Every_short_stream_in_every_chunking() => Ask();

    /// <inheritdoc cref="FramerProperty"/>
    [SkippableFact]
    public void Expected_differences_show() => Ask();

    /// <summary>Receives every result, before the test passes, fails or is skipped. The default does nothing.</summary>
    /// <param name="result">What a property found.</param>
    protected virtual void OnResult(PropertyResult result)
    {
    }

    // The test's name is the property's.
    private void Ask([CallerMemberName] string name = "")
    {
        PropertyResult result = FramerReport.Ask(Adapter, FramerProperty.Named(name), Options);
        OnResult(result);
        Skip.If(result.Verdict == PropertyVerdict.Skipped, result.Reason);
        result.ThrowIfViolated();
    }
}

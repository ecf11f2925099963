using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// The suites that prove a line framer, whichever it is: derive from this class, say in <see cref="Create"/> how your
/// framer is made, and the runner finds every test of it. Failures print the seed, the case escaped and shrunk, what
/// was expected and what came.
/// </summary>
public abstract class FramerSuite
{
    /// <summary><see cref="Create"/> as the laws get it: an exception of the framer breaks R13.</summary>
    internal FramerFactory Make => GuardedFramer.Around(Create);

    /// <summary>Makes the framer under test at the start of a stream.</summary>
    protected abstract IFramer Create(FramerOptions options);

    [Cases]
    public void R1_Chunking_never_shows(FramerCase input) => EventProperties.ChunkingNeverShows(Make, input);

    [Cases]
    public void R2_to_R8_and_R15_The_events_are_those_of_the_reference_framer(FramerCase input) =>
        EventProperties.EqualsTheReference(Make, input);

    [Cases]
    public void R3_R4_Too_long_is_said_on_the_right_byte(FramerCase input) => EventProperties.OversizedOnTheRightByte(Make, input);

    [Cases]
    public void R5_The_line_behind_a_long_one_is_intact(FramerCase input) => EventProperties.NextLineIsIntact(Make, input);

    [Cases]
    public void R5_Once_failed_it_stays_failed(FramerCase input) => EventProperties.FailsForGood(Make, input);

    [Cases]
    public void R8_Nothing_is_lost_or_invented(FramerCase input) => ConservationProperty.NothingIsLostOrInvented(Make, input);

    [Cases]
    public void R9_Hand_off_is_exact_behind_every_line(FramerCase input) => HandOffProperty.HandOffIsExact(Make, input);

    [Cases]
    public void R10_Memory_is_bounded(FramerCase input) => ResourceProperties.MemoryIsBounded(Make, input);

    [Cases]
    public void R11_Work_is_linear(FramerCase input) => ResourceProperties.WorkIsLinear(Make, input);

    [Cases]
    public void R13_Any_byte_is_data(AnyBytesCase input)
    {
        EventProperties.EqualsTheReference(Make, input.Case);
        EventProperties.ChunkingNeverShows(Make, input.Case);
    }

    [Cases]
    public void R16_Resuming_is_exact(FramerCase input) => ResumeProperty.ResumingIsExact(Make, input);

    [Cases]
    public void R14_The_writer_cannot_be_tricked(FramerCase input) => WriterProperty.WriterCannotBeTricked(Make, input);

    [Fact]
    public void R1_to_R8_R15_R16_Every_short_stream_in_every_chunking()
    {
        long streams = 0;
        long chunkings = 0;
        long restarts = 0;

        // The pool has many threads for what waits (ThreadPoolMinThreads). All of them computing would starve the tests
        // that run beside: a peer of a server would get its processor a tenth of a second late, each time.
        ParallelOptions oneAProcessor = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.ForEach(SmallScope.AllOptions, oneAProcessor, options =>
        {
            SmallScopeResult result = SmallScope.Run(Make, options);
            Assert.True(result.Counterexample is null, $"{result.Counterexample}\n{result.Failure}");
            Interlocked.Add(ref streams, result.Streams);
            Interlocked.Add(ref chunkings, result.Chunkings);
            Interlocked.Add(ref restarts, result.Restarts);
        });
        ProofReport.Write(
            $"{GetType().Name}: every stream of up to {SmallScope.MostBytes} bytes over three letters, for "
            + $"{SmallScope.AllOptions.Count} settings: {streams:N0} streams in {chunkings:N0} chunkings, ended and not "
            + $"ended, equal the reference framer, and so do {restarts:N0} restarts from a checkpoint; each property held on {CasesAttribute.Count:N0} random cases.");
    }
}

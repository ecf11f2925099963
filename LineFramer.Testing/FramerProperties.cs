using System.Buffers;
using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>All properties, and which framers they cannot be asked of.</summary>
internal static class FramerProperties
{
    public const string Chunking = "R1_Chunking_never_shows";
    public const string Reference = "R2_Lines_equal_the_reference";
    public const string RightByte = "R4_Oversized_on_the_right_byte";
    public const string NextLine = "R5_The_next_line_is_intact";
    public const string Failed = "R5_A_failed_framer_stays_failed";
    public const string End = "R7_The_end_may_come_with_the_last_bytes";
    public const string Conservation = "R8_Nothing_is_lost_or_invented";
    public const string Progress = "R8_Reading_always_makes_progress";
    public const string HandOff = "R9_Hand_off_is_exact";
    public const string Memory = "R10_Memory_is_bounded";
    public const string Work = "R11_Work_is_linear";
    public const string Allocation = "R11_Allocation_grows_linearly";
    public const string Time = "R11_Time_grows_linearly";
    public const string AnyByte = "R13_Any_byte_is_data";
    public const string Writer = "R14_The_writer_cannot_be_tricked";
    public const string Resume = "R16_Resuming_is_exact";
    public const string Exhaustive = "Every_short_stream_in_every_chunking";
    public const string Differences = "Expected_differences_show";

    private static readonly string[] RulesOfLines = ["R2", "R3", "R4", "R5", "R6", "R7", "R8", "R15"];

    /// <summary>Every property; those with the clearest messages come first.</summary>
    public static IReadOnlyList<FramerProperty> All { get; } =
    [
        new(
            Chunking,
            "In one chunk, in any chunks and byte by byte, the same events are reported.",
            ["R1"],
            EventProperties.ChunkingNeverShows),
        new(
            Reference,
            "After every chunk, exactly the reference framer's events for the bytes fed so far were reported.",
            RulesOfLines,
            EventProperties.EqualsTheReference),
        new(
            RightByte,
            "Fed byte by byte, every event comes on the byte that decides it; fed in one chunk, the same lines are oversized.",
            ["R3", "R4"],
            EventProperties.OversizedOnTheRightByte)
        {
            IsEnded = false,
        },
        new(
            NextLine,
            "After any stream, a line that fits comes out whole, however long the line before it was.",
            ["R5"],
            EventProperties.NextLineIsIntact,
            adapter => HasNoLimit(adapter) ?? HasOnlyFinalErrors(adapter))
        {
            IsEnded = false,
        },
        new(
            Failed,
            "Once a line was oversized under Throw, every later read reports that again.",
            ["R5"],
            EventProperties.FailsForGood,
            adapter => HasNoLimit(adapter) ?? DoesNotThrow(adapter) ?? HasNoFinalErrors(adapter)),
        new(
            End,
            "The end of the stream gives the same events if it comes together with the last bytes.",
            ["R7"],
            EventProperties.EndMayComeWithTheLastBytes,
            adapter => Unless(adapter.CanEndWithLastChunk, "The end of its stream always comes by itself."))
        {
            IsEnded = true,
        },
        new(
            Conservation,
            "Every byte is in exactly one line, delimiter or remainder, or is declared as dropped.",
            ["R8"],
            ConservationProperty.NothingIsLostOrInvented),
        new(
            Progress,
            "Every call consumes bytes or reports an event, all of a stream is consumed, and its end ends it.",
            ["R7", "R8"],
            EventProperties.ReadingMakesProgress)
        {
            IsEnded = true,
        },
        new(
            HandOff,
            "Stopped after any line, the framer has consumed that line and no more, and what is left can be read on.",
            ["R9"],
            HandOffProperty.HandOffIsExact,
            adapter => adapter.CannotHandOff ?? Unless(!adapter.Capabilities.ReadsAhead, "It declares that it reads ahead.")),
        new(
            Memory,
            "What is buffered stays within the limit and the longest delimiter, and nothing is buffered between lines.",
            ["R10"],
            IfDeclared(ResourceProperties.MemoryIsBounded, HasCountsIndeed),
            adapter =>
                HasNoCounts(adapter)
                ?? HasNoLimit(adapter)
                ?? Unless(!adapter.Capabilities.ReadsAhead, "It declares that it reads ahead.")),
        new(
            Work,
            "No byte is scanned twice, or copied more than once.",
            ["R11"],
            IfDeclared(ResourceProperties.WorkIsLinear, HasCountsIndeed),
            HasNoCounts),
        new(
            Allocation,
            "One long stream allocates as much as four of a quarter of its length.",
            ["R11"],
            GrowthProperties.AllocationIsLinear)
        {
            MeasuredOn = GrowthCases.Of,
        },
        new(
            Time,
            "One long stream takes as long as four of a quarter of its length.",
            ["R11"],
            GrowthProperties.TimeIsLinear)
        {
            MeasuredOn = GrowthCases.Of,
        },
        new(
            AnyByte,
            "With content of all 256 byte values the reference framer's events are reported, in every chunking.",
            ["R13"],
            EventProperties.AnyByteIsData,
            adapter => adapter.Capabilities.Text is { } text ? $"It declares that a stream is valid {text.WebName} alone." : null)
        {
            DrawsAnyBytes = true,
        },
        new(
            Writer,
            "A line is rejected with nothing written, or is read back as that one line.",
            ["R14"],
            IfDeclared(
                WriterProperty.WriterCannotBeTricked,
                framer =>
                    Unless(
                        framer.TryWrite(new ArrayBufferWriter<byte>(), default) is not null,
                        "A writer is declared, but TryWrite returns null.")),
            adapter => Unless(adapter.Capabilities.HasWriter, "It declares no writer.")),
        new(
            Resume,
            "Restarted anywhere from its checkpoint, a new framer reports the same events from there.",
            ["R16"],
            IfDeclared(
                ResumeProperty.ResumingIsExact,
                framer => Unless(framer.Checkpoint is not null, "Resuming is declared, but Checkpoint is null.")),
            adapter => Unless(adapter.Capabilities.CanResume, "It declares no checkpoint to resume from.")),
        new(
            Exhaustive,
            "Every stream of a few bytes over three letters gives the reference framer's events in every chunking.",
            ["R1", .. RulesOfLines, "R16"],
            [MethodImpl(MethodImplOptions.NoInlining)] (factory, input) => new CaseRuns().Check(factory, input.View),
            adapter => SmallScope.SettingsOf(adapter.Capabilities).Count == 0
                ? "Its delimiters are of too many different bytes for short streams."
                : null),
        new(
            Differences,
            "Every declared difference shows.",
            [],
            (_, _) => { },
            adapter => Unless(adapter.Capabilities.ExpectedDifferences.Count > 0, "It declares no expected difference.")),
    ];

    /// <summary>Those that measure, on cases of their own.</summary>
    public static IReadOnlyList<FramerProperty> OfMeasurements { get; } = [.. All.Where(property => property.MeasuredOn is not null)];

    /// <summary>Those that are checked case by case, on random cases.</summary>
    public static IReadOnlyList<FramerProperty> OfRandomCases { get; } =
        [.. All.Where(property => property is { MeasuredOn: null, Name: not (Exhaustive or Differences) })];

    // A declared member must exist: otherwise the property would hold because there is nothing to check.
    private static Action<FramerFactory, FramerCase> IfDeclared(
        Action<FramerFactory, FramerCase> check,
        Func<IFramer, string?> missing) => [MethodImpl(MethodImplOptions.NoInlining)] (factory, input) =>
    {
        if (missing(factory(input.Options)) is { } reason)
        {
            throw new InvalidOperationException(reason);
        }

        check(factory, input);
    };

    private static string? HasCountsIndeed(IFramer framer) => Unless(framer.Counts is not null, "Counts are declared, but Counts is null.");

    private static string? Unless(bool isOffered, string reason) => isOffered ? null : reason;

    private static string? HasNoLimit(FramerAdapter adapter) => Unless(adapter.Capabilities.Limits is not null, "It declares no limit.");

    private static string? HasNoCounts(FramerAdapter adapter) => Unless(adapter.Capabilities.HasCounts, "It declares no counts.");

    private static string? DoesNotThrow(FramerAdapter adapter) =>
        Unless(adapter.Capabilities.Policies.Contains(OversizedLineHandling.Throw), "It does not declare the policy Throw.");

    private static string? HasNoFinalErrors(FramerAdapter adapter) =>
        Unless(adapter.Capabilities.ErrorsAreFinal, "It declares that errors are not final.");

    private static string? HasOnlyFinalErrors(FramerAdapter adapter) => Unless(
        !adapter.Capabilities.ErrorsAreFinal || adapter.Capabilities.Policies.Any(policy => policy != OversizedLineHandling.Throw),
        "It declares that an oversized line ends everything.");
}

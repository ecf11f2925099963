using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests how a session parses the output of libFuzzer 14.</summary>
public sealed class FuzzerOutputTests
{
    private const string Beginning = """
        Dictionary: 15 entries
        INFO: Running with entropic power schedule (0xFF, 100).
        INFO: Seed: 1
        INFO: Loaded 1 modules   (448 inline 8-bit counters): 448 [0x7f1000, 0x7f11c0),
        INFO: Loaded 1 PC tables (448 PCs): 448 [0x7f2000,0x7f3c00),
        INFO: seed corpus: files: 22 min: 16b max: 48b total: 600b rss: 80Mb
        #23	INITED cov: 193 ft: 400 corp: 20/500b exec/s: 0 rss: 90Mb
        #1000	NEW    cov: 196 ft: 410 corp: 21/520b lim: 48 exec/s: 500 rss: 90Mb L: 33/48 MS: 1 ChangeBit-
        #2048	pulse  cov: 196 ft: 409 corp: 21/520b lim: 48 exec/s: 500 rss: 90Mb
        	NEW_FUNC[1/2]: 0x000100000011 in LineFraming.LineFramer.Read LineFramer/LineFramer.cs:66
        	NEW_PC: 0x000100000011 in LineFraming.LineFramer.Read LineFramer/LineFramer.cs:66
        """;

    [Fact]
    public void Progress_is_read_line_by_line()
    {
        FuzzerOutput output = Read(Beginning);
        Assert.Equal((448, 193, 196, 21), (output.Blocks, output.FirstReached, output.Reached, output.CorpusSize));
        Assert.Equal((400, 410), (output.FirstFeatures, output.Features));
        Assert.NotNull(output.BegunAt);
        Assert.Null(output.Artifact);
        Assert.Empty(output.Remarks);
    }

    [Fact]
    public void A_finding_has_its_file_its_input_and_its_messages()
    {
        FuzzerOutput output = Read(Beginning + """

            ==ERROR: an exception left the target
            PropertyViolatedException: R5
               at Somewhere
            MS: 1 ChangeBit-; base unit: 0123
            0x40,0xba,
            @\272
            ==INPUT: QLo= found/crash-0123
            artifact_prefix='found/'; Test unit written to found/crash-0123
            Base64: QLo=
            """);
        Assert.Equal(("found/crash-0123", null), (output.Artifact, output.ArtifactFailure));
        Assert.Equal([0x40, 0xba], output.Input);
        Assert.Equal(["==ERROR: an exception left the target", "PropertyViolatedException: R5", "   at Somewhere"], output.Remarks);
    }

    [Fact]
    public void A_timeout_is_reported_after_its_input()
    {
        FuzzerOutput output = Read(Beginning + """

            ALARM: working on the last Unit for 11 seconds
            MS: 1 ChangeBit-; base unit: 0123
            ==INPUT:  found/timeout-0123
            artifact_prefix='found/'; Test unit written to found/timeout-0123
            ==1== ERROR: libFuzzer: timeout after 11 seconds
            """);
        Assert.Equal("found/timeout-0123", output.Artifact);
        Assert.Equal("==1== ERROR: libFuzzer: timeout after 11 seconds", output.Remarks.Last());
    }

    [Fact]
    public void A_slow_input_is_not_a_finding() =>
        Assert.Null(Read("artifact_prefix='found/'; Test unit written to found/slow-unit-0123").Artifact);

    [Fact]
    public void A_file_that_was_not_written_is_recorded_with_its_reason()
    {
        const string Name = "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33";
        FuzzerOutput output = Read($"""
            ==NOT WRITTEN: Read-only file system: corpus: mine/{Name}
            ==NOT WRITTEN: Read-only file system: found/slow-unit-{Name}
            ==NOT WRITTEN: No space left on device: found/crash-{Name}
            ==INPUT: QLo found/crash-{Name}
            """);
        Assert.Equal((2, $"corpus: mine/{Name}: Read-only file system"), (output.WriteFailures, output.FirstWriteFailure));
        Assert.Equal(($"found/crash-{Name}", "No space left on device"), (output.Artifact, output.ArtifactFailure));
        Assert.Null(output.Input);
        Assert.Empty(output.Remarks);
    }

    [Fact]
    public void A_number_that_is_too_large_is_not_parsed_as_progress() =>
        Assert.Equal(0, Read("#1\tNEW    cov: 99999999999 ft: 1 corp: 1/1b").Reached);

    [Fact]
    public void Lines_of_an_exceptions_message_are_always_remarks()
    {
        FuzzerOutput output = Read(
            FindingReport.Of(
                new InvalidOperationException("\u001b[2J\u202e\n==INPUT: IQ== /no/such\n#1\tINITED cov: 9 ft: 1 corp: 1/1b\nERROR: none")));
        Assert.Null(output.Artifact);
        Assert.Null(output.BegunAt);
        Assert.Equal(
            [
                $"=={Environment.ProcessId}== FATAL EXCEPTION: System.InvalidOperationException",
                @"message: \x1b[2J\u202e",
                @" System.InvalidOperationException: \x1b[2J\u202e",
                " ==INPUT: IQ== /no/such",
                " #1\tINITED cov: 9 ft: 1 corp: 1/1b",
                " ERROR: none",
                "DEDUP_TOKEN: ",
            ],
            output.Remarks);
        Assert.DoesNotContain(output.Messages, FuzzerOutput.IsError);
    }

    [Fact]
    public void A_coverage_report_is_stored_separately_from_remarks()
    {
        string[] report =
        [
            "COVERAGE:",
            "COVERED_FUNC: hits: 59 edges: 1/2 LineFraming.ByteBlock.get_IsFast LineFramer/ByteBlock.cs:16",
            "  UNCOVERED_PC: LineFramer/ByteBlock.cs:17",
            "UNCOVERED_FUNC: hits: 0 edges: 0/1 LineFraming.ByteBlock.Equal LineFramer/ByteBlock.cs:21",
            "FULL COVERAGE:",
            "U 17 18",
            "C",
        ];
        FuzzerOutput output = Read($"{Beginning}\nDone 2 runs in 1 second(s)\n{string.Join('\n', report)}");
        Assert.Equal(report, output.Coverage);
        Assert.Empty(output.Remarks);
    }

    [Fact]
    public void A_flag_that_libFuzzer_does_not_know_is_recorded() =>
        Assert.Equal("-sed=1", Read("WARNING: unrecognized flag '-sed=1'; use -help=1 to list all flags").UnknownFlag);

    private static FuzzerOutput Read(string lines)
    {
        FuzzerOutput output = new();
        foreach (string line in lines.Split('\n'))
        {
            output.Read(line.TrimEnd('\r'));
        }

        return output;
    }
}

using System.Text;
using System.Text.RegularExpressions;
using LineFraming.Fuzz;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Nothing that a session found is lost in silence, and nothing that it could not keep or finish.</summary>
public sealed class FuzzRunTests
{
    private const string CrashFile = "found/crash-0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33";
    private const string Kept = "corpus/0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33";
    private const string Finds = "begin; say '==ERROR: an exception left the target' 'System.Exception: bang';";
    private const string Finding = Finds + "say '==INPUT: IQ== " + CrashFile + "'; exit 77";
    private const string FindingWithoutFile = Finds + "say '==NOT WRITTEN: No space left on device: " + CrashFile + "' '==INPUT: IQ== " + CrashFile + "'; exit 77";

    [LinuxFact]
    public void A_finding_is_shown_if_its_file_cannot_be_written()
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz(FindingWithoutFile);
        Assert.Equal(1, exit);
        AssertShown(output);
        Assert.DoesNotContain("run it again", output, StringComparison.Ordinal);
        Assert.Equal($"chunking: the input could not be written to {CrashFile}: No space left on device{Environment.NewLine}", error);
    }

    [LinuxFact]
    public void A_finding_with_a_file_is_shown_with_the_command_that_repeats_it()
    {
        using FakeHost host = new();
        string file = host.Artifact("crash-1");
        (int exit, string output, string error) = host.Fuzz($"{Finds} printf '!' >'{file}'; say '==INPUT: IQ== {file}'; exit 77");
        Assert.Equal((1, ""), (exit, error));
        AssertShown(output);
        Assert.Contains($"-- replay chunking {ShellWord.Quote(file)}", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_finding_whose_line_was_torn_is_read_from_its_file()
    {
        using FakeHost host = new();
        string file = host.Artifact("crash-1");
        (int exit, string output, string error) = host.Fuzz($"{Finds} printf '!' >'{file}'; say '==INPUT: IQ= {file}'; exit 77");
        Assert.Equal((1, ""), (exit, error));
        AssertShown(output);
    }

    [LinuxFact]
    public void A_long_finding_is_in_Base64_only_if_that_is_the_only_copy()
    {
        using FakeHost host = new();
        string input = Convert.ToBase64String(new byte[300]);
        string file = host.Artifact("crash-1");
        File.WriteAllBytes(file, new byte[300]);
        Assert.Contains($"Base64: {input}", host.Fuzz($"{Finds} say '==INPUT: {input} {CrashFile}'; exit 77").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Base64: ", host.Fuzz($"{Finds} say '==INPUT: {input} {file}'; exit 77").Output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void Every_process_that_found_something_is_explained()
    {
        using FakeHost host = new();
        (_, string output, _) = host.Fuzz(2, CancellationToken.None, $$"""
            begin; mkdir "$1/one" 2>/dev/null && input=IQ== || input=Pw==
            until [ -d "$1/one" ] && { [ $input = Pw== ] && mkdir "$1/two" || [ -d "$1/two" ]; }; do sleep 0.05; done
            say "==INPUT: $input {{CrashFile}}"; exit 77
            """);
        Assert.Contains("input \"!\"", output, StringComparison.Ordinal);
        Assert.Contains("input \"?\"", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_finding_without_an_input_is_a_finding()
    {
        using FakeHost host = new();
        (int exit, string output, _) = host.Fuzz($"{Finds} exit 77");
        Assert.Equal(1, exit);
        Assert.Contains("FOUND chunking: the process ended before it reported which input it was", output, StringComparison.Ordinal);
        Assert.Contains("System.Exception: bang", output, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("file", "logs: ")]
    [InlineData("folder", "chunking.csv")]
    [InlineData("full", "No space left on device")]
    public void A_log_that_cannot_be_written_takes_nothing_from_a_session(string obstacle, string expected)
    {
        using FakeHost host = new();
        switch (obstacle)
        {
            case "file":
                File.WriteAllText(host.Artifact("logs"), "");
                expected = "logs";
                break;
            case "folder":
                Directory.CreateDirectory(host.Artifact("logs/chunking.csv"));
                break;
            default:
                File.CreateSymbolicLink(host.Artifact("logs/chunking.csv"), "/dev/full");
                break;
        }

        (int exit, string output, string error) = host.Fuzz(Finding);
        Assert.Equal(1, exit);
        AssertShown(output);
        string line = Assert.Single(error.Split(Environment.NewLine), line => line.StartsWith("chunking: the log cannot be written: ", StringComparison.Ordinal));
        Assert.Contains(expected, line, StringComparison.Ordinal);

        (exit, output, error) = host.Fuzz("begin; done_");
        Assert.Equal(3, exit);
        Assert.Contains("5 new blocks", output, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [LinuxFact]
    public void Inputs_that_cannot_be_kept_are_counted()
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz(
            $"begin; say '==NOT WRITTEN: Read-only file system: {Kept}' '==NOT WRITTEN: Read-only file system: {Kept}'; done_");
        Assert.Equal(3, exit);
        Assert.Contains("0 new inputs, 5 new blocks; 2 inputs not kept", output, StringComparison.Ordinal);
        Assert.Equal($"chunking: an input cannot be kept: {Kept}: Read-only file system{Environment.NewLine}", error);
    }

    [LinuxFact]
    public void A_folder_of_inputs_that_goes_away_is_reported()
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz("""begin; rmdir "$1"; done_""");
        Assert.Equal(3, exit);
        Assert.Contains("no folder with new inputs, 5 new blocks", output, StringComparison.Ordinal);
        Assert.EndsWith($"chunking is gone, and with it the inputs that were found{Environment.NewLine}", error, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("begin; kill -9 $$", "was killed by signal 9 (SIGKILL)")]
    [InlineData("kill -9 $$", "was killed by signal 9 (SIGKILL)")]
    [InlineData("begin; kill -31 $$", "was killed by signal 31")]
    [InlineData("begin; exit 0", "ended with exit code 0")]
    [InlineData("begin; exit 72", "was ended by SIGINT or SIGTERM")]
    [InlineData("begin; say 'ERROR: no interesting inputs'; exit 1", "ended with exit code 1", " (ERROR: no interesting inputs)")]
    public void A_process_that_ends_early_is_reported(string script, string how, string why = "")
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz(script);
        Assert.Equal(3, exit);
        Assert.Matches($@"^chunking: process 1 of 1 {Regex.Escape(how)} after \d+\.\d s{Regex.Escape(why)}; the session ends early\r?\n$", error);
        Assert.Contains("chunking: ", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void The_others_go_on_if_one_process_is_killed()
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz(2, CancellationToken.None, """
            trap 'exit 72' INT
            begin; mkdir "$1/one" 2>/dev/null && kill -9 $$
            for i in 1 2 3 4 5 6 7 8; do sleep 0.1; done; done_
            """);
        Assert.Equal(3, exit);
        Assert.Matches(@"^chunking: process \d of 2 was killed by signal 9 \(SIGKILL\) after \d+\.\d s; the other one goes on\r?\n$", error);
        Assert.Contains("blocks 7 of 9", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_process_that_is_killed_hides_no_finding_of_another()
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz(2, CancellationToken.None, $$"""
            begin; mkdir "$1/one" 2>/dev/null && kill -9 $$
            for i in 1 2 3 4 5; do sleep 0.1; done; {{Finding}}
            """);
        Assert.Equal(1, exit);
        AssertShown(output);
        Assert.Contains("SIGKILL", error, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_process_that_leaves_another_with_its_output_does_not_hold_the_session_up()
    {
        using FakeHost host = new();
        Assert.Equal(3, host.Fuzz("begin; sleep 20 & kill -9 $$").Exit);
    }

    [LinuxFact]
    public void A_session_that_is_done_or_was_asked_to_end_has_no_trouble()
    {
        using FakeHost host = new();
        Assert.Equal((0, ""), ExitAndError(host.Fuzz("begin; done_")));
        Assert.Equal((0, ""), ExitAndError(host.Fuzz(2, CancellationToken.None, "begin; done_")));
        using CancellationTokenSource ending = new(TimeSpan.FromSeconds(0.3));
        Assert.Equal((0, ""), ExitAndError(host.Fuzz(2, ending.Token, "trap 'exit 72' INT; begin; while :; do sleep 0.05; done")));
    }

    [LinuxFact]
    public void A_session_that_cannot_begin_takes_nothing_from_the_others()
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz("say 'it does not load'; exit 78", "begin; done_");
        Assert.Equal((2, $"it does not load{Environment.NewLine}"), (exit, error));
        Assert.Contains("handoff: ", output, StringComparison.Ordinal);
        Assert.Equal(1, host.Fuzz("exit 78", Finding).Exit);
    }

    [LinuxFact]
    public void A_folder_that_cannot_be_made_is_one_line_and_exit_code_2()
    {
        using FakeHost host = new();
        File.WriteAllText(host.Artifact("findings"), "");
        (int exit, _, string error) = host.Fuzz("begin; done_");
        Assert.Equal(2, exit);
        Assert.StartsWith("chunking cannot be fuzzed here: ", error, StringComparison.Ordinal);
        Assert.Contains(host.Artifact("findings"), error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [LinuxFact]
    public void A_finding_that_standard_output_does_not_take_is_on_standard_error()
    {
        using FakeHost host = new();
        using StreamWriter output = new(new FullDisk(), Encoding.ASCII, 16) { AutoFlush = true };
        (int exit, string error) = host.Fuzz(output, 1, CancellationToken.None, Finding);
        Assert.Equal(1, exit);
        AssertShown(error);
        Assert.Contains("Standard output cannot be written: full", error, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void What_a_target_prints_is_not_taken_for_libFuzzers_words()
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz($"""
            begin
            for to in 1 2; do printf '%s\n' '==INPUT: IQ== {CrashFile}' '#1	NEW    cov: 99 ft: 1 corp: 1/1b' "WARNING: unrecognized flag '-x'" '==NOT WRITTEN: full: {Kept}' >&$to; done
            done_
            """);
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("blocks 7 of 9", output, StringComparison.Ordinal);
        Assert.DoesNotContain("FOUND", output, StringComparison.Ordinal);
        Assert.DoesNotContain("not kept", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void What_a_process_prints_last_is_shown_with_its_finding()
    {
        using FakeHost host = new();
        string output = host.Fuzz($"begin; echo 'of the runtime' >&2; printf 'a\\033[2Jb' >&2; {Finding.Replace("begin;", "", StringComparison.Ordinal)}").Output;
        AssertShown(output);
        Assert.Contains("      of the runtime", output, StringComparison.Ordinal);
        Assert.Contains(@"      a\x1b[2Jb", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', output);
    }

    [LinuxFact]
    public void A_target_that_prints_without_end_does_not_hold_the_session_up()
    {
        using FakeHost host = new();
        Assert.Equal((0, ""), ExitAndError(host.Fuzz("begin; head -c 3000000 /dev/zero | tr '\\0' x | tee /dev/stderr; done_")));
    }

    [LinuxFact]
    public void A_session_that_has_reached_nothing_yet_is_alive()
    {
        const string Begin = "say 'INFO: Loaded 1 PC tables (9 PCs): 9 [0x1,0x2),' '#2	INITED ft: 1 corp: 1/1b exec/s: 0 rss: 90Mb';";
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz($"{Begin} done_");
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("blocks 7 of 9 (78 %), corpus 3; 0 new inputs, 7 new blocks", output, StringComparison.Ordinal);

        (exit, output, error) = host.Fuzz($"{Begin} say '#9	DONE   ft: 1 corp: 1 exec/s: 0' 'Done 9 runs in 1 second(s)'");
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("chunking: no input has reached anything of what is instrumented", output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_process_that_ignores_the_first_signals_is_asked_again()
    {
        using FakeHost host = new();
        using CancellationTokenSource ending = new(TimeSpan.FromSeconds(0.3));
        Assert.Equal((0, ""), ExitAndError(host.Fuzz(1, ending.Token, """
            trap '[ -d "$1/once" ] && exit 72; mkdir "$1/once"' INT
            begin; while :; do sleep 0.05; done
            """)));
    }

    [LinuxFact]
    public void Inputs_that_are_cut_short_are_counted()
    {
        using FakeHost host = new();
        File.WriteAllBytes(host.Artifact("corpus/chunking/long"), new byte[5000]);
        Assert.Contains("chunking: 1 input is longer than ", host.Fuzz("begin; done_").Output, StringComparison.Ordinal);
        File.Delete(host.Artifact("corpus/chunking/long"));
        Assert.DoesNotContain("longer than", host.Fuzz("begin; done_").Output, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData((1 << 20) + 1, "-max_len=1048577")]
    [InlineData(1 << 20, "")]
    public void The_longest_input_of_ones_own_is_read_whole(int length, string flag)
    {
        using FakeHost host = new();
        FuzzMethod own = FuzzMethod.Find(typeof(FuzzRunTests).Assembly.Location, "LineFraming.Tests.OwnSample.OfArray", []);
        File.WriteAllBytes(host.Artifact($"corpus/{own.Method}/long"), new byte[length]);
        SessionOrder order = new(OwnTarget.Of(own), null, 1, false, ["""begin; for word; do case $word in -max_len=*) say "==ERROR: $word" ;; esac; done; exit 77"""]);
        StringWriter output = new();
        Assert.Equal(1, new FuzzRun(host.Program, host.Folders, output, TextWriter.Null).Run([order], CancellationToken.None));
        Assert.DoesNotContain("longer than", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(flag.Length > 0, output.ToString().Contains($"==ERROR: {(flag.Length > 0 ? flag : "-max_len")}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0123456789", 0, 20, "\r0123456789")]
    [InlineData("0123456789", 0, 5, "\r01234")]
    [InlineData("01", 5, 20, "\r01   ")]
    [InlineData("01", 30, 4, "\r01  ")]
    public void The_status_line_fits_the_terminal(string line, int shown, int room, string expected) =>
        Assert.Equal(expected, SessionReport.Renewal(line, shown, room));

    private static (int, string) ExitAndError((int Exit, string Output, string Error) run) => (run.Exit, run.Error);

    private static void AssertShown(string shown)
    {
        Assert.Contains("FOUND chunking: ", shown, StringComparison.Ordinal);
        Assert.Contains("      System.Exception: bang", shown, StringComparison.Ordinal);
        Assert.Contains("      input \"!\"", shown, StringComparison.Ordinal);
        Assert.Contains("      Base64: IQ==", shown, StringComparison.Ordinal);
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("full");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("full");
    }
}

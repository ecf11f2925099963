using System.Text;
using LineFraming.Fuzz;
using Xunit;
using static LineFraming.Tests.FakeFinding;

namespace LineFraming.Tests;

/// <summary>Tests that a session reports every finding, and every input that it could not write.</summary>
public sealed class FuzzRunTests
{
    private const string FindingWithoutFile =
        Finds + "say '==NOT WRITTEN: No space left on device: " + CrashFile + "' '==INPUT: IQ== " + CrashFile + "'; exit 77";

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
    public void A_finding_whose_line_is_incomplete_is_read_from_its_file()
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
        Assert.Contains(
            $"Base64: {input}", host.Fuzz($"{Finds} say '==INPUT: {input} {CrashFile}'; exit 77").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Base64: ", host.Fuzz($"{Finds} say '==INPUT: {input} {file}'; exit 77").Output, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void The_finding_of_each_process_is_explained()
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
        Assert.Contains("FOUND chunking: the process ended before it reported the input", output, StringComparison.Ordinal);
        Assert.Contains("System.Exception: bang", output, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("file", "logs: ")]
    [InlineData("folder", "chunking.csv")]
    [InlineData("full", "No space left on device")]
    public void A_log_that_cannot_be_written_does_not_affect_a_session(string obstacle, string expected)
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
        string line = Assert.Single(
            error.Split(Environment.NewLine),
            line => line.StartsWith("chunking: the log cannot be written: ", StringComparison.Ordinal));
        Assert.Contains(expected, line, StringComparison.Ordinal);

        (exit, output, error) = host.Fuzz("begin; done_");
        Assert.Equal(3, exit);
        Assert.Contains("5 new blocks", output, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [LinuxFact]
    public void Inputs_that_cannot_be_written_are_counted()
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz(
            $"begin; say '==NOT WRITTEN: Read-only file system: {CorpusFile}' '==NOT WRITTEN: Read-only file system: {CorpusFile}'; done_");
        Assert.Equal(3, exit);
        Assert.Contains("0 new inputs, 5 new blocks; 2 inputs not written", output, StringComparison.Ordinal);
        Assert.Equal($"chunking: an input cannot be written: {CorpusFile}: Read-only file system{Environment.NewLine}", error);
    }

    [LinuxFact]
    public void A_deleted_corpus_folder_is_reported()
    {
        using FakeHost host = new();
        (int exit, string output, string error) = host.Fuzz("""begin; rmdir "$1"; done_""");
        Assert.Equal(3, exit);
        Assert.Contains("no folder with new inputs, 5 new blocks", output, StringComparison.Ordinal);
        Assert.EndsWith($"chunking was deleted, with the inputs that were found{Environment.NewLine}", error, StringComparison.Ordinal);
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
    public void A_finding_goes_to_standard_error_if_standard_output_fails()
    {
        using FakeHost host = new();
        using StreamWriter output = new(new FullDisk(), Encoding.ASCII, 16) { AutoFlush = true };
        (int exit, string error) = host.Fuzz(output, 1, CancellationToken.None, Finding);
        Assert.Equal(1, exit);
        AssertShown(error);
        Assert.Contains("Standard output cannot be written: full", error, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void Inputs_that_are_truncated_are_counted()
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
    public void The_longest_input_of_a_user_is_read_completely(int length, string flag)
    {
        using FakeHost host = new();
        FuzzMethod own = FuzzMethod.Find(typeof(FuzzRunTests).Assembly.Location, "LineFraming.Tests.SampleMethods.OfArray", []);
        File.WriteAllBytes(host.Artifact($"corpus/{own.Method}/long"), new byte[length]);
        const string Script = """begin; for word; do case $word in -max_len=*) say "==ERROR: $word" ;; esac; done; exit 77""";
        SessionOptions session = new(UserMethodTarget.Of(own), null, 1, false, [Script]);
        StringWriter output = new();
        Assert.Equal(1, new FuzzRun(host.Program, host.Folders, output, TextWriter.Null).Run([session], CancellationToken.None));
        Assert.DoesNotContain("longer than", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            flag.Length > 0,
            output.ToString().Contains($"==ERROR: {(flag.Length > 0 ? flag : "-max_len")}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0123456789", 0, 20, "\r0123456789")]
    [InlineData("0123456789", 0, 5, "\r01234")]
    [InlineData("01", 5, 20, "\r01   ")]
    [InlineData("01", 30, 4, "\r01  ")]
    public void The_status_line_fits_the_terminal(string line, int shown, int columns, string expected) =>
        Assert.Equal(expected, SessionReport.Overwrite(line, shown, columns));

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("full");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("full");
    }
}

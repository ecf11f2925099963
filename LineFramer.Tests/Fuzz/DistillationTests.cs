using LineFraming.Fuzz;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests what distil adds, and what it reports if inputs fail or cannot be written.</summary>
public sealed class DistillationTests
{
    // The fake host runs three times: for the blocks of the corpus, for the merge, and for the blocks again.
    private const string Answers = "case \"$*\" in *merge*) MERGE ;; *) begin; done_ ;; esac";

    [LinuxFact]
    public void An_input_that_fails_is_named()
    {
        using FakeHost host = new();
        Distillation distillation = Distil(host, "say \"MERGE-INNER: '/found/it' caused a failure at the previous merge step\"");
        Assert.Equal(["/found/it"], distillation.Failing);
        Assert.Empty(distillation.Added);
    }

    [LinuxTheory]
    [InlineData("kill -9 $$", 3, "chunking: the fuzzing host was killed by signal 9 (SIGKILL)")]
    [InlineData("say 'ERROR: no merge'; exit 1", 3, "chunking: the fuzzing host ended with exit code 1: ERROR: no merge")]
    [InlineData("say '==INPUT: IQ== crash-1'; exit 77", 1, "chunking: an input of corpus/chunking fails; replay shows which.")]
    [InlineData(
        "say '==NOT WRITTEN: File too large: 0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33'", 3,
        "chunking: an input cannot be written: 0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33: File too large")]
    public void A_failing_merge_is_reported(string merge, int exitCode, string message)
    {
        using FakeHost host = new();
        FuzzRejectedException rejected = Assert.Throws<FuzzRejectedException>(() => Distil(host, merge));
        Assert.Equal((exitCode, message), (rejected.ExitCode, rejected.Message));
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(host.Artifact("corpus-from-empty/any"))!));
    }

    [LinuxFact]
    public void An_output_that_cannot_be_written_ends_the_merge()
    {
        using FakeHost host = new();
        using StandardOutput output = new(new FullOutput());
        OutputFailedException failed = Assert.Throws<OutputFailedException>(
            () => Distil(host, "say '#2\tMERGE  cov: 2 exec/s: 0 rss: 90Mb' '#3\tMERGE  cov: 3 exec/s: 0 rss: 90Mb'", output));
        Assert.Equal("Standard output cannot be written: full", failed.Message);
    }

    [HostFact]
    public void Inputs_of_sessions_are_distilled_into_the_corpus_of_a_method()
    {
        using TestFolder folder = new();
        string corpus = Directory.CreateDirectory(Path.Combine(folder.FullName, "corpus")).FullName;
        string found = Directory.CreateDirectory(Path.Combine(folder.FullName, "found")).FullName;
        File.WriteAllText(Path.Combine(corpus, "first"), "1");
        Array.ForEach(["44", "45", "3\u0001"], input => File.WriteAllText(Path.Combine(found, input), input));
        string[] arguments =
        [
            "distil", found, "--assembly", typeof(SampleMethods).Assembly.Location,
            "--method", $"{typeof(SampleMethods).FullName}.Branching",
            "--corpus", corpus, "--instrument", $"LineFramer.Tests:{typeof(SampleMethods).FullName}",
        ];
        (int exit, string output, string error) = FuzzCommandLineTests.Run(arguments);
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("SampleMethods.Branching: 3 inputs read, 2 added to the 1 in ", output, StringComparison.Ordinal);
        Assert.Equal(
            ["first", "of-2-bytes", "of-2-bytes-2"],
            Directory.GetFiles(corpus).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("3 inputs read, 0 added to the 3 in ", FuzzCommandLineTests.Run(arguments).Output, StringComparison.Ordinal);
    }

    private static Distillation Distil(FakeHost host, string merge, TextWriter? output = null)
    {
        string script = Answers.Replace("MERGE", merge, StringComparison.Ordinal);
        Distillation distillation = new(host.Program, host.Target(0), output ?? TextWriter.Null, script)
        {
            ProgressInterval = TimeSpan.Zero,
        };
        distillation.Run([host.Folders.CorpusOf(host.Target(0))], 1, CancellationToken.None);
        return distillation;
    }

    private sealed class FullOutput : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("full");
    }
}

using LineFraming.Fuzz;
using Xunit;

namespace LineFraming.Tests;

/// <summary>What the native host reports of files that it cannot write, where it can be built.</summary>
public sealed class NativeHostTests
{
    private static readonly string Here = typeof(NativeHostTests).Assembly.Location;

    // Not even root can make a file in /proc.
    [HostFact]
    public void A_finding_is_reported_with_its_exception_if_its_file_cannot_be_written()
    {
        (int exit, string output, string error) = Fuzz("OfSpan", "exec \"$HOST\" \"$@\" -artifact_prefix=/proc/");
        Assert.Equal(1, exit);
        Assert.Contains("InvalidOperationException: ", output, StringComparison.Ordinal);
        Assert.Contains("      input \"ab", output, StringComparison.Ordinal);
        Assert.Contains("      Base64: YW", output, StringComparison.Ordinal);
        Assert.Matches(@"the input could not be written to /proc/crash-[0-9a-f]{40}: No such file or directory\r?\n$", error);
    }

    [HostFact]
    public void A_finding_is_reported_of_a_target_that_used_up_its_descriptors_and_closed_its_output()
    {
        (int exit, string output, string error) = Fuzz("AfterAllDescriptors", "ulimit -n 256; exec \"$HOST\" \"$@\" -close_fd_mask=3");
        Assert.Equal(1, exit);
        Assert.Contains("InvalidOperationException: no descriptors", output, StringComparison.Ordinal);
        Assert.Contains("      Base64: ", output, StringComparison.Ordinal);
        Assert.EndsWith($"Too many open files{Environment.NewLine}", error, StringComparison.Ordinal);
    }

    // No file may have any bytes, which holds for root too; what the runtime writes to memory alone counts as a file otherwise.
    [HostFact]
    public void An_input_that_cannot_be_kept_leaves_no_file()
    {
        (int exit, string output, string error) = Fuzz(
            "Branching", "DOTNET_EnableWriteXorExecute=0; export DOTNET_EnableWriteXorExecute; ulimit -f 0; exec \"$HOST\" \"$@\" -runs=2000 -seed=1");
        Assert.Equal(3, exit);
        Assert.Matches(@"; 0 new inputs, [1-9]\d* new blocks?; [1-9]\d* inputs? not kept", output);
        Assert.Matches(@"an input cannot be kept: .*/[0-9a-f]{40}: File too large\r?\n$", error);
    }

    [HostFact]
    public void A_session_that_can_write_keeps_its_inputs()
    {
        (int exit, string output, string error) = Fuzz("Branching", "exec \"$HOST\" \"$@\" -runs=2000 -seed=1");
        Assert.Equal((0, ""), (exit, error));
        Assert.Matches(@"; [1-9]\d* new inputs?, [1-9]\d* new blocks?\r?\n", output);
    }

    private static (int Exit, string Output, string Error) Fuzz(string method, string script)
    {
        string host = NativeHost.Find(FuzzFolders.Of(Repository.Root).Artifacts, install: false, TextWriter.Null);
        using FakeHost fake = new();
        HostProgram program = fake.Program with { Assembly = typeof(FuzzTarget).Assembly.Location };
        OwnMethod own = OwnMethod.Find(Here, $"LineFraming.Tests.OwnSample.{method}", []);
        SessionOrder order = new(own.Method, null, 60, 1, false, [$"HOST='{host}'; {script}"]) { Own = own };
        StringWriter output = new();
        StringWriter error = new();
        int exit = new FuzzRun(program, fake.Folders, output, error).Run([order], CancellationToken.None);
        return (exit, output.ToString(), error.ToString());
    }
}

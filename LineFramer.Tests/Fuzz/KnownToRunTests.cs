using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that a native program of the package is tried once and not at each start.</summary>
public sealed class KnownToRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string Cache => Path.Combine(_folder, "cache");

    private string Tries => Path.Combine(_folder, "tries");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [LinuxFact]
    public void A_program_that_runs_is_tried_once_and_another_one_again()
    {
        string program = Script("exit 0");
        Assert.True(NativeHost.IsKnownToRun(program, Cache));
        Assert.True(NativeHost.IsKnownToRun(program, Cache));
        Assert.Single(File.ReadAllLines(Tries));

        Assert.True(NativeHost.IsKnownToRun(Script("exit 0 # Another one of the same name."), Cache));
        Assert.Equal(2, File.ReadAllLines(Tries).Length);
    }

    [LinuxFact]
    public void A_program_that_does_not_run_is_tried_each_time()
    {
        string program = Script("exit 1");
        Assert.False(NativeHost.IsKnownToRun(program, Cache));
        Assert.False(NativeHost.IsKnownToRun(program, Cache));
        Assert.Equal(2, File.ReadAllLines(Tries).Length);

        string other = Path.Combine(_folder, "other");
        File.WriteAllText(other, "no program");
        Assert.False(NativeHost.IsKnownToRun(other, Cache));
    }

    /// <summary>The cache folder cannot be made, because its parent is a file.</summary>
    [LinuxFact]
    public void A_program_runs_if_the_result_cannot_be_cached()
    {
        string program = Script("exit 0");
        Assert.True(NativeHost.IsKnownToRun(program, Path.Combine(program, "cache")));
        Assert.True(NativeHost.IsKnownToRun(program, Path.Combine(program, "cache")));
        Assert.Equal(2, File.ReadAllLines(Tries).Length);
    }

    private string Script(string end)
    {
        string program = Path.Combine(_folder, "program");
        File.WriteAllText(program, $"#!/bin/sh\necho tried >> '{Tries}'\n{end}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return program;
    }
}

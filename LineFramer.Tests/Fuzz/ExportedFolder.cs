using System.Diagnostics;
using Xunit;

namespace LineFraming.Tests;

/// <summary>A build folder that is exported once for all tests of a class, when the first one looks at it.</summary>
public sealed class ExportedFolder : IDisposable
{
    private static readonly string[] Targets = ["chunking", "chunking__RedisStopsAtNul", "stack-overflow"];

    private readonly TestFolder _parent = new();
    private readonly Lazy<string> _folder;

    public ExportedFolder() => _folder = new(Export);

    /// <summary>The name of the target over a method of these tests.</summary>
    public const string Own = "LineFraming_Tests_OwnSample_OfSpan";

    /// <summary>The names of the targets in it.</summary>
    public static IEnumerable<string> Names => Targets.Append(Own);

    /// <summary>Its path, which has a space.</summary>
    public string FullName => _folder.Value;

    /// <summary>A new folder for what a target writes.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(_parent.FullName, Guid.NewGuid().ToString("n"))).FullName;

    /// <summary>Runs a program without any environment, in the root of the file system.</summary>
    /// <returns>Its exit code, and what it printed to standard error.</returns>
    public static (int Exit, string Error) Run(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        start.Environment.Clear();
        environment.ToList().ForEach(variable => start.Environment.Add(variable.Name, variable.Value));
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error + output.Result);
    }

    public void Dispose() => _parent.Dispose();

    // The method's assembly lies alone: its folder is exported whole.
    private string Export()
    {
        string folder = Path.Combine(_parent.FullName, "a build");
        (int exit, string output, string error) = FuzzCommandLineTests.Run(["export", folder, .. Targets]);
        Assert.Equal((0, ""), (exit, error));
        Assert.EndsWith($"3 targets in {folder}{Environment.NewLine}", output, StringComparison.Ordinal);

        string own = NewFolder();
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "LineFramer.Tests.*").Where(file => Path.GetExtension(file) is ".dll" or ".pdb"))
        {
            File.Copy(file, Path.Combine(own, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(own, "left_fuzzer"), "taken for a target by its name");
        (exit, output, error) = FuzzCommandLineTests.Run(
            "export", folder, "--assembly", Path.Combine(own, "LineFramer.Tests.dll"), "--method", "LineFraming.Tests.OwnSample.OfSpan", "--instrument", "LineFramer.Tests:LineFraming.Tests.OwnSample");
        Assert.Equal((0, ""), (exit, error));
        return folder;
    }
}

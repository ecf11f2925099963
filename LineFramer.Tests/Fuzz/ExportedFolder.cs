using System.Diagnostics;
using Xunit;

namespace LineFraming.Tests;

/// <summary>A build folder that is exported once for all tests of a class, on first use.</summary>
public sealed class ExportedFolder : IDisposable
{
    private static readonly string[] Targets = ["chunking", "chunking__RedisStopsAtNul", "stack-overflow"];

    private readonly TestFolder _parent = new();
    private readonly Lazy<string> _folder;

    public ExportedFolder() => _folder = new(Export);

    /// <summary>The name of the target for a method of these tests.</summary>
    public const string Own = "LineFraming_Tests_SampleMethods_OfSpan";

    /// <summary>The names of the targets in the folder.</summary>
    public static IEnumerable<string> Names => Targets.Append(Own);

    /// <summary>The path of the folder, which contains a space.</summary>
    public string FullName => _folder.Value;

    /// <summary>Makes a folder for the files that a target writes.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(_parent.FullName, Guid.NewGuid().ToString("n"))).FullName;

    /// <summary>Runs a program with an empty environment in the root folder; returns its exit code and its output.</summary>
    public static (int Exit, string Error) Run(
        string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        environment.ToList().ForEach(variable => start.Environment.Add(variable.Name, variable.Value));
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error + output.Result);
    }

    public void Dispose() => _parent.Dispose();

    // The method's assembly has a folder of its own, because the whole folder is exported.
    private string Export()
    {
        string folder = Path.Combine(_parent.FullName, "a build");
        (int exit, string output, string error) = FuzzCommandLineTests.Run(["export", folder, .. Targets]);
        Assert.Equal((0, ""), (exit, error));
        Assert.EndsWith($"3 targets in {folder}{Environment.NewLine}", output, StringComparison.Ordinal);

        string own = NewFolder();
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "LineFramer.Tests.*")
            .Where(file => Path.GetExtension(file) is ".dll" or ".pdb"))
        {
            File.Copy(file, Path.Combine(own, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(own, "left_fuzzer"), "taken for a target by its name");
        (exit, output, error) = FuzzCommandLineTests.Run(
            "export", folder, "--assembly", Path.Combine(own, "LineFramer.Tests.dll"),
            "--method", "LineFraming.Tests.SampleMethods.OfSpan", "--instrument", "LineFramer.Tests:LineFraming.Tests.SampleMethods");
        Assert.Equal((0, ""), (exit, error));
        return folder;
    }
}

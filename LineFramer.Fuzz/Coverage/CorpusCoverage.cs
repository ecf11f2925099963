using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>
/// Counts the lines and branches of the library that inputs reach. Coverlet counts them in the test that replays the corpus, so
/// only the SDK is needed.
/// </summary>
internal sealed class CorpusCoverage(Checkout checkout, string name)
{
    /// <summary>
    /// The environment variable with the inputs that the test replays in place of the corpus: files or folders, as
    /// <c>TARGET=PATH</c>, one a line.
    /// </summary>
    public const string InputsVariable = "LINEFRAMER_CORPUS";

    /// <summary>The name of the test that replays the corpus.</summary>
    public const string ReplayTest = "The_corpus_finds_nothing_any_more";

    // A newline, because a path may contain the path separator of the system.
    private const char Separator = '\n';

    private readonly List<string> _output = [];

    /// <summary>The folder for the results.</summary>
    public string Folder { get; } = Path.Combine(checkout.Root, "artifacts", "coverage", name);

    /// <summary>The Cobertura file that Coverlet writes.</summary>
    public string CoberturaFile => Path.Combine(Folder, "coverage.cobertura.xml");

    /// <summary>Counts and writes the results; returns whether every input passed. Failing inputs are counted too.</summary>
    /// <exception cref="FuzzRejectedException">The test did not run or did not count.</exception>
    public bool Count(IEnumerable<(LineTarget Target, string Path)> inputs, CancellationToken ending)
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        string raw = Path.Combine(Folder, "raw");
        ProcessStartInfo test = Dotnet(
            "test", "LineFramer.Tests", "--nologo", "--settings", "coverage.runsettings", "--results-directory", raw,
            "--filter", $"FullyQualifiedName~{ReplayTest}", "--", "xUnit.PreEnumerateTheories=false");
        test.Environment[InputsVariable] = Join(inputs.Select(input => (input.Target.Name, Path.GetFullPath(input.Path))));
        int? exit = ChildProcess.Run(test, _output.Add, ending: ending);
        string[] counted = Directory.Exists(raw) ? Directory.GetFiles(raw, "coverage.cobertura.xml", SearchOption.AllDirectories) : [];
        if (counted.Length != 1)
        {
            throw Incomplete("dotnet test LineFramer.Tests counted nothing");
        }

        File.Move(counted[0], CoberturaFile);
        Directory.Delete(raw, recursive: true);
        return exit == 0;
    }

    /// <summary>Formats inputs as the value of the variable.</summary>
    internal static string Join(IEnumerable<(string Target, string Path)> inputs) =>
        string.Join(Separator, inputs.Select(input => $"{input.Target}={input.Path}"));

    /// <summary>Parses the value of the variable.</summary>
    internal static IEnumerable<(string Target, string Path)> Split(string value) =>
        value.Split(Separator).Select(input => input.Split('=', 2)).Select(parts => (parts[0], parts[1]));

    private ProcessStartInfo Dotnet(params string[] arguments) => new(ChildProcess.Dotnet, arguments) { WorkingDirectory = checkout.Root };

    private FuzzRejectedException Incomplete(string what) => new(
        $"{what}: {_output.Find(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? _output.LastOrDefault()}",
        FuzzExitCode.Incomplete);
}

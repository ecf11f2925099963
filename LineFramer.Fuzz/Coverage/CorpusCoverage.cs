using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>
/// Counts which lines and branches of the library inputs reach. Coverlet counts, over the test that replays the corpus,
/// which needs nothing but the SDK.
/// </summary>
internal sealed class CorpusCoverage(Checkout checkout, string name)
{
    /// <summary>
    /// The environment variable that tells the test which inputs to replay in place of the corpus: files or folders, as
    /// <c>TARGET=PATH</c>, joined by the system's path separator.
    /// </summary>
    public const string InputsVariable = "LINEFRAMER_CORPUS";

    /// <summary>The name of the test.</summary>
    public const string ReplayTest = "The_corpus_finds_nothing_any_more";

    private readonly List<string> _said = [];

    /// <summary>Where the results are.</summary>
    public string Folder { get; } = Path.Combine(checkout.Root, "artifacts", "coverage", name);

    /// <summary>What Coverlet counted, in the format of Cobertura.</summary>
    public string CoberturaFile => Path.Combine(Folder, "coverage.cobertura.xml");

    /// <summary>Counts, and writes the results.</summary>
    /// <returns>Whether every input passed its target; those that do not are counted too.</returns>
    /// <exception cref="FuzzRejectedException">It cannot be counted.</exception>
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
        test.Environment[InputsVariable] = string.Join(
            Path.PathSeparator, inputs.Select(input => $"{input.Target.Name}={Path.GetFullPath(input.Path)}"));
        int? exit = ChildProcess.Run(test, _said.Add, ending: ending);
        string[] counted = Directory.Exists(raw) ? Directory.GetFiles(raw, "coverage.cobertura.xml", SearchOption.AllDirectories) : [];
        if (counted.Length != 1)
        {
            throw Incomplete("dotnet test LineFramer.Tests counted nothing");
        }

        File.Move(counted[0], CoberturaFile);
        Directory.Delete(raw, recursive: true);
        return exit == 0;
    }

    private ProcessStartInfo Dotnet(params string[] arguments) => new(ChildProcess.Dotnet, arguments) { WorkingDirectory = checkout.Root };

    private FuzzRejectedException Incomplete(string what) => new(
        $"{what}: {_said.Find(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? _said.LastOrDefault()}",
        FuzzExitCode.Incomplete);
}

using LineFraming.Fuzz;

namespace LineFraming.Tests;

/// <summary>A folder for sessions whose host is a shell script, so that they need neither a compiler nor libFuzzer.</summary>
internal sealed class FakeHost : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public FakeHost()
    {
        Folders = new FuzzFolders(_root);
        foreach (LineTarget target in LineTarget.All)
        {
            Directory.CreateDirectory(Path.Combine(_root, "corpus", target.Name));
        }
    }

    public static string Script { get; } = Path.Combine(Repository.Root, "LineFramer.Tests", "Fuzz", "fake-host.sh");

    public FuzzFolders Folders { get; }

    public HostProgram Program => new(Script, "unused", Folders);

    /// <summary>Returns a target with the corpus in the folder.</summary>
    public LineTarget Target(int number) =>
        LineTarget.All[number] with { Seeds = Path.Combine(_root, "corpus", LineTarget.All[number].Name) };

    /// <summary>Returns a path in the folder for results of sessions, and makes its parent folder.</summary>
    public string Artifact(string path)
    {
        string full = Path.Combine(Folders.Artifacts, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }

    /// <summary>Whether sessions continue after a finding.</summary>
    public bool KeepsGoing { get; init; }

    /// <summary>The time after SIGINT within which a process must end.</summary>
    public TimeSpan InterruptGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Runs a session for each script.</summary>
    public (int Exit, string Output, string Error) Fuzz(params string[] scripts) => Fuzz(1, CancellationToken.None, scripts);

    public (int Exit, string Output, string Error) Fuzz(int jobs, CancellationToken ending, params string[] scripts)
    {
        StringWriter output = new();
        (int exit, string error) = Fuzz(output, jobs, ending, scripts);
        return (exit, output.ToString(), error);
    }

    public (int Exit, string Error) Fuzz(TextWriter output, int jobs, CancellationToken ending, params string[] scripts)
    {
        StringWriter error = new();
        IEnumerable<SessionOptions> sessions = scripts.Select(
            (script, i) => new SessionOptions(Target(i), null, jobs, false, [script])
            {
                KeepsGoing = KeepsGoing,
                InterruptGrace = InterruptGrace,
            });
        return (new FuzzRun(Program, Folders, output, error).Run(sessions, ending), error.ToString());
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}

namespace LineFraming.Fuzz;

/// <summary>The result for one bug.</summary>
internal sealed record SelfTestResult(double Seconds, long Executions, byte[]? Input, bool Replays);

/// <summary>Runs the sessions of the self-test, one at a time.</summary>
internal sealed class SelfTest(Checkout checkout, IReadOnlyList<SessionOptions> sessions, TextWriter error, CancellationToken ending)
{
    private bool _isComplete = true;

    /// <summary>The options of the sessions.</summary>
    public IReadOnlyList<SessionOptions> Sessions => sessions;

    /// <summary>Whether the self-test was cancelled.</summary>
    public bool IsEnded => ending.IsCancellationRequested;

    /// <summary>Returns the name of the bug and of the target that must find it.</summary>
    public static (string Bug, string Target) NamesOf(SessionOptions options) => options.Target is LineTarget { Framer: { } framer }
        ? (framer, options.Target.Name)
        : (options.Target.Name, "planted");

    /// <summary>Returns the exit code for some results.</summary>
    public int ExitCodeOf(IReadOnlyCollection<SelfTestResult> results) =>
        !_isComplete || results.Count < sessions.Count ? FuzzExitCode.Incomplete
        : results.All(result => result.Replays) ? FuzzExitCode.Nothing
        : FuzzExitCode.Found;

    /// <summary>Searches for one bug.</summary>
    public SelfTestResult Try(ISessionProgram program, SessionOptions options)
    {
        using FuzzSession session = new(program, options, checkout.Folders, Warn);
        session.Run(() => { }, ending);
        FindingInput? found = session.Findings.Count > 0 ? FindingInput.Of(session.Findings[0]) : null;
        if (found?.WriteFailure is { } reason)
        {
            Warn($"{session.Name}: the input could not be written to {reason}");
        }

        bool replays = found is { Bytes: not null, WriteFailure: null } && session.FindingReplays();
        return new(session.Elapsed.TotalSeconds, session.Executions, found?.Bytes, replays);
    }

    /// <summary>Measures how many inputs of at most 64 bytes a target runs per second, starting from its committed corpus.</summary>
    public double SpeedOf(ISessionProgram program, LineTarget target, double seconds)
    {
        using TemporaryFolder folder = new(Path.GetTempPath(), FuzzFolders.TemporaryPrefix);
        SessionOptions options = new(target with { Seeds = checkout.SeedsOf(target) }, seconds, 1, false, ["-seed=1", "-max_len=64"]);
        using FuzzSession session = new(program, options, new FuzzFolders(folder.Path), Warn);
        session.Run(() => { }, ending);
        return session.Executions / Math.Max(session.Elapsed.TotalSeconds, 0.001);
    }

    private void Warn(string line)
    {
        error.WriteLine(line);
        _isComplete = false;
    }
}

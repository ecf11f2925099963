namespace LineFraming.Fuzz;

/// <summary>What became of one bug.</summary>
internal sealed record SelfTestResult(double Seconds, long Executions, byte[]? Input, bool Replays);

/// <summary>The sessions of the self-test, one at a time.</summary>
internal sealed class SelfTest(Checkout checkout, IReadOnlyList<SessionOrder> orders, TextWriter error, CancellationToken ending)
{
    private bool _isComplete = true;

    /// <summary>The sessions that are to be tried.</summary>
    public IReadOnlyList<SessionOrder> Orders => orders;

    /// <summary>Whether it was asked to end.</summary>
    public bool IsEnded => ending.IsCancellationRequested;

    /// <summary>The name of the bug, and of the target that looks for it.</summary>
    public static (string Bug, string Target) NamesOf(SessionOrder order) => order.Target is LineTarget { Framer: { } framer }
        ? (framer, order.Target.Name)
        : (order.Target.Name, "planted");

    /// <summary>The exit code.</summary>
    public int ExitCodeOf(IReadOnlyCollection<SelfTestResult> results) => !_isComplete || results.Count < orders.Count ? FuzzExitCode.Incomplete
        : results.All(result => result.Replays) ? FuzzExitCode.Nothing
        : FuzzExitCode.Found;

    /// <summary>Looks for one bug.</summary>
    public SelfTestResult Try(ISessionProgram program, SessionOrder order)
    {
        using FuzzSession session = new(program, order, checkout.Folders, Trouble);
        session.Run(() => { }, ending);
        FoundInput? found = session.Findings.Count > 0 ? FoundInput.Of(session.Findings[0]) : null;
        if (found?.NotWritten is { } reason)
        {
            Trouble($"{session.Name}: the input could not be written to {reason}");
        }

        bool replays = found is { Bytes: not null, NotWritten: null } && session.FindingReplays();
        return new(session.Elapsed.TotalSeconds, session.Executions, found?.Bytes, replays);
    }

    /// <summary>How many inputs of at most 64 bytes a target runs in a second, over its committed corpus and from nothing else.</summary>
    public double SpeedOf(ISessionProgram program, LineTarget target, double seconds)
    {
        using HeldFolder folder = new(Path.GetTempPath(), FuzzFolders.TemporaryPrefix);
        SessionOrder order = new(target with { Seeds = checkout.SeedsOf(target) }, seconds, 1, false, ["-seed=1", "-max_len=64"]);
        using FuzzSession session = new(program, order, new FuzzFolders(folder.Path), Trouble);
        session.Run(() => { }, ending);
        return session.Executions / Math.Max(session.Elapsed.TotalSeconds, 0.001);
    }

    private void Trouble(string line)
    {
        error.WriteLine(line);
        _isComplete = false;
    }
}

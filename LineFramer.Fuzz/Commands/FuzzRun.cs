namespace LineFraming.Fuzz;

/// <summary>Runs sessions one after the other, and reports what came of each.</summary>
internal sealed class FuzzRun(ISessionProgram program, FuzzFolders folders, TextWriter output, TextWriter error)
{
    private readonly StandardOutput _output = output as StandardOutput ?? new(output);
    private bool _hasFound;

    /// <summary>What all sessions found, each kind once.</summary>
    public List<(FuzzTarget Target, FoldedFinding Finding)> Folded { get; } = [];

    private bool _isOutputGone;
    private int _trouble;

    /// <summary>Runs them. One that cannot begin takes nothing from the others.</summary>
    /// <returns>The exit code.</returns>
    public int Run(IEnumerable<SessionOrder> orders, CancellationToken ending)
    {
        foreach (SessionOrder order in orders.TakeWhile(_ => !ending.IsCancellationRequested))
        {
            try
            {
                Run(order, ending);
            }
            catch (FuzzRejectedException rejected)
            {
                error.WriteLine(rejected.Message);
                _trouble = Math.Max(_trouble, rejected.ExitCode);
            }
        }

        return _hasFound ? FuzzExitCode.Found : _trouble;
    }

    private void Run(SessionOrder order, CancellationToken ending)
    {
        SessionReport? report = null;
        void Trouble(string line)
        {
            report?.EndLine();
            error.WriteLine(line);
            _trouble = FuzzExitCode.Incomplete;
        }

        using FuzzSession session = new(program, order, folders, Trouble);
        report = new(session, _output, () => _output.Width);
        if (session.Cut is { } cut)
        {
            Show(() => _output.WriteLine(cut));
        }

        // The log is of blocks.
        using (SessionLog? log = session.CountsBlocks ? new(session, Trouble) : null)
        {
            Action tick = order.KeepsGoing ? () => Show(() => { report.ShowNew(); report.Tick(); }) : () => Show(report.Tick);
            session.Run(log is null ? tick : tick + log.Tick, ending);
        }

        Folded.AddRange(session.Folded.All.Select(finding => (session.Target, finding)));
        _hasFound |= session.Folded.All.Count > 0;
        Show(report.Summarize);
        if (session.HasReachedNothing && session.Folded.All.Count == 0)
        {
            // Exit code 0 would be taken for a library that was tested.
            Trouble($"{session.Name}: nothing was tested: no input has reached anything of what is instrumented ({string.Join(", ", session.Target.Method.InstrumentedAssemblies)})");
        }

        if (order.KeepsGoing)
        {
            ShowTable(session, Trouble);
            return;
        }

        foreach (FuzzerOutput finding in session.Findings)
        {
            if (!Show(() => report.Explain(finding, _output)))
            {
                report.Explain(finding, error);
            }

            if (finding.IsTimeout && FoundInput.Of(finding).Bytes is { } input)
            {
                Show(() => ShowHang(session.Target, input));
            }

            if (FoundInput.Of(finding).NotWritten is { } reason)
            {
                Trouble($"{session.Name}: the input could not be written to {reason}");
            }
        }
    }

    // libFuzzer has ended the process by now, so the stacks are those of another one with the same input.
    private void ShowHang(FuzzTarget target, byte[] input)
    {
        using InputProcess again = ReplayLimits.Of(target).Start(target);
        InputResult result = again.Run(input);
        _output.WriteLine("      run once more:");
        _output.WriteLine(ReportText.Indented(result.Thrown?.Text ?? result.End ?? "it has ended in time"));
    }

    private void ShowTable(FuzzSession session, Action<string> trouble)
    {
        if (session.Folded.All.Count > 0 && !Show(() => FindingTable.Print(session, _output)))
        {
            FindingTable.Print(session, error);
        }

        foreach (string reason in session.Folded.All.Select(finding => finding.Smallest.NotWritten).OfType<string>())
        {
            trouble($"{session.Name}: an input could not be written to {reason}");
        }
    }

    // What is shown may go to a disk that is full, or to a program that has ended.
    private bool Show(Action show)
    {
        try
        {
            if (!_isOutputGone)
            {
                show();
            }
        }
        catch (OutputGoneException gone)
        {
            _isOutputGone = true;
            _trouble = Math.Max(_trouble, gone.ExitCode);
            error.WriteLine(gone.Message);
        }

        return !_isOutputGone;
    }
}

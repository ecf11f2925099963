namespace LineFraming.Fuzz;

/// <summary>Runs sessions one after the other and reports their results.</summary>
internal sealed class FuzzRun(ISessionProgram program, FuzzFolders folders, TextWriter output, TextWriter error)
{
    private readonly StandardOutput _output = output as StandardOutput ?? new(output);
    private bool _hasFound;

    /// <summary>The findings of all sessions, one for each kind.</summary>
    public List<(FuzzTarget Target, UniqueFinding Finding)> UniqueFindings { get; } = [];

    private bool _hasOutputFailed;
    private int _exitCode;

    /// <summary>Runs the sessions, also after one that cannot start, and returns the exit code.</summary>
    public int Run(IEnumerable<SessionOptions> sessions, CancellationToken ending)
    {
        foreach (SessionOptions options in sessions.TakeWhile(_ => !ending.IsCancellationRequested))
        {
            try
            {
                Run(options, ending);
            }
            catch (FuzzRejectedException rejected)
            {
                error.WriteLine(rejected.Message);
                _exitCode = Math.Max(_exitCode, rejected.ExitCode);
            }
        }

        return _hasFound ? FuzzExitCode.Found : _exitCode;
    }

    private void Run(SessionOptions options, CancellationToken ending)
    {
        SessionReport? report = null;
        void Warn(string line)
        {
            report?.EndLine();
            error.WriteLine(line);
            _exitCode = FuzzExitCode.Incomplete;
        }

        using FuzzSession session = new(program, options, folders, Warn);
        report = new(session, _output, () => _output.Width);
        if (session.Truncation is { } truncation)
        {
            Show(() => _output.WriteLine(truncation));
        }

        // The log records blocks, so there is none if blocks are not counted.
        using (SessionLog? log = session.CountsBlocks ? new(session, Warn) : null)
        {
            Action tick = options.KeepsGoing ? () => Show(() => { report.ShowNew(); report.Tick(); }) : () => Show(report.Tick);
            session.Run(log is null ? tick : tick + log.Tick, ending);
        }

        UniqueFindings.AddRange(session.UniqueFindings.All.Select(finding => (session.Target, finding)));
        _hasFound |= session.UniqueFindings.All.Count > 0;
        Show(report.Summarize);
        if (session.HasReachedNothing && session.UniqueFindings.All.Count == 0)
        {
            // With exit code 0, a user would believe that the library was tested.
            Warn(
                $"{session.Name}: nothing was tested: no input has reached instrumented code "
                + $"({string.Join(", ", session.Target.Method.InstrumentedAssemblies)})");
        }

        if (options.KeepsGoing)
        {
            ShowTable(session, Warn);
            return;
        }

        foreach (FuzzerOutput finding in session.Findings)
        {
            if (!Show(() => report.Explain(finding, _output)))
            {
                report.Explain(finding, error);
            }

            if (finding.IsTimeout && FindingInput.Of(finding).Bytes is { } input)
            {
                Show(() => ShowHang(session.Target, input));
            }

            if (FindingInput.Of(finding).WriteFailure is { } reason)
            {
                Warn($"{session.Name}: the input could not be written to {reason}");
            }
        }
    }

    // libFuzzer has ended the process, so the stacks come from another process that runs the same input.
    private void ShowHang(FuzzTarget target, byte[] input)
    {
        using InputProcess again = ReplayLimits.Of(target).Start(target);
        InputResult result = again.Run(input);
        _output.WriteLine("      run again:");
        _output.WriteLine(ReportText.Indented(result.Thrown?.Text ?? result.End ?? "it returned in time"));
    }

    private void ShowTable(FuzzSession session, Action<string> warn)
    {
        if (session.UniqueFindings.All.Count > 0 && !Show(() => FindingTable.Print(session, _output)))
        {
            FindingTable.Print(session, error);
        }

        foreach (string reason in session.UniqueFindings.All.Select(finding => finding.Smallest.WriteFailure).OfType<string>())
        {
            warn($"{session.Name}: an input could not be written to {reason}");
        }
    }

    // Standard output may be a file on a full disk or a pipe whose reader has ended.
    private bool Show(Action show)
    {
        try
        {
            if (!_hasOutputFailed)
            {
                show();
            }
        }
        catch (OutputFailedException failed)
        {
            _hasOutputFailed = true;
            _exitCode = Math.Max(_exitCode, failed.ExitCode);
            error.WriteLine(failed.Message);
        }

        return !_hasOutputFailed;
    }
}

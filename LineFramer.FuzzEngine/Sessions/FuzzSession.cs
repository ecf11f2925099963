using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace LineFraming.FuzzEngine;

/// <summary>A fuzzing session: it runs libFuzzer on one target in one or more processes.</summary>
internal sealed class FuzzSession : IDisposable
{
    /// <summary>The time limit of an input.</summary>
    internal const int TimeoutSeconds = 10;

    private static readonly TimeSpan InterruptInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinTimeToRestart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(TimeoutSeconds + 5);

    private readonly ISessionProgram _program;
    private readonly SessionOptions _options;
    private readonly SessionInputs _inputs;
    private readonly TemporaryFolder _temporary;
    private readonly SessionCommand _command;
    private readonly SafeFileHandle _count;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly List<FuzzJob> _jobs = [];
    private readonly HashSet<FuzzJob> _collected = [];
    private readonly HashSet<FuzzJob> _replaced = [];
    private readonly JobProblems _problems;
    private readonly Action<string> _warn;
    private long? _endedAt;

    /// <summary>Prepares the folders.</summary>
    /// <exception cref="FuzzRejectedException">A folder cannot be made or read.</exception>
    public FuzzSession(ISessionProgram program, SessionOptions options, FuzzFolders folders, Action<string> warn)
    {
        _program = program;
        _options = options;
        _warn = warn;
        _problems = new(Name, _jobs, warn);
        Folders = folders;
        try
        {
            _inputs = new(options, folders, program.MaxInputLength);
            folders.FindingsOf(options.Target);
            _temporary = new TemporaryFolder(Path.GetTempPath(), FuzzFolders.TemporaryPrefix);
            _command = new(program, options, _inputs, folders, _temporary.Path);
            _count = File.OpenHandle(_command.CountFile, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Write(_count, new byte[sizeof(long)], 0);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            _inputs?.Dispose();
            _temporary?.Dispose();
            throw new FuzzRejectedException($"{Name} cannot be fuzzed here: {unwritable.Message}");
        }
    }

    /// <summary>The name of the target, for messages.</summary>
    public string Name => _options.Target.FolderName;

    /// <summary>The target, with all flags of the session.</summary>
    public FuzzTarget Target => _options.Target with { Flags = [.. _options.Target.Flags, .. _options.Flags] };

    /// <summary>The folders that the session reads and writes.</summary>
    public FuzzFolders Folders { get; }

    /// <summary>The time since the first process had read the corpus.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(
        _jobs.Min(job => job.Output.BegunAt) ?? _startedAt, _endedAt ?? Stopwatch.GetTimestamp());

    /// <summary>The number of inputs that were run.</summary>
    public long Executions
    {
        get
        {
            byte[] count = new byte[sizeof(long)];
            RandomAccess.Read(_count, count, 0);
            return BitConverter.ToInt64(count);
        }
    }

    /// <summary>The number of inputs that were added to the local corpus; null if its folder can no longer be read.</summary>
    public int? NewInputs => _inputs.New;

    /// <summary>The number of inputs that could not be written to the local corpus.</summary>
    public int WriteFailures => _jobs.Sum(job => job.Output.WriteFailures);

    /// <summary>Whether progress is measured in basic blocks; if not, in libFuzzer's features.</summary>
    public bool CountsBlocks => _program.CountsBlocks;

    /// <summary>The output of the process with the highest coverage.</summary>
    public FuzzerOutput Best => _jobs.MaxBy(job => (job.Output.Reached, job.Output.Features))?.Output ?? new FuzzerOutput();

    /// <summary>The output of the first process that has read the corpus.</summary>
    public FuzzerOutput First => _jobs.FirstOrDefault(job => job.Output.BegunAt is not null)?.Output ?? new FuzzerOutput();

    /// <summary>Whether inputs were run and none of them reached instrumented code.</summary>
    public bool HasReachedNothing =>
        Best is { BegunAt: not null } best && (CountsBlocks ? best.Reached == 0 : best.Features <= FuzzerOutput.FeaturesOfNothing);

    /// <summary>The output of each process that ended with a finding.</summary>
    public IReadOnlyList<FuzzerOutput> Findings { get; private set; } = [];

    /// <summary>The findings, one for each kind.</summary>
    public UniqueFindings UniqueFindings { get; } = new();

    /// <summary>A line about seed inputs that are read only up to the maximum length; null if there are none.</summary>
    public string? Truncation => _inputs.Truncation;

    /// <summary>Runs the session to its end.</summary>
    /// <exception cref="FuzzRejectedException">The session cannot start.</exception>
    public void Run(Action tick, CancellationToken ending)
    {
        StartJobs();
        bool isInterrupted = false;
        long? interruptedAt = null;
        while (!Task.WhenAll(_jobs.Select(job => job.Ended)).Wait(TimeSpan.FromSeconds(0.1), CancellationToken.None)
            || RestartEnded(isInterrupted))
        {
            CollectFindings();

            // libFuzzer reads its clock only now and then, and not while an input runs.
            bool isOver = ending.IsCancellationRequested
                || _jobs.Exists(
                    job => job.Output.UnknownFlag is not null || (job.EndsSession && !(_options.KeepsGoing && _collected.Contains(job))))
                || (_options.Seconds is { } seconds && Elapsed > TimeSpan.FromSeconds(seconds) + Grace);
            if ((isOver || isInterrupted) && (interruptedAt is not { } at || Stopwatch.GetElapsedTime(at) > InterruptInterval))
            {
                // Repeated, because a process that is starting, or whose target handles signals, may ignore one.
                isInterrupted = true;
                interruptedAt = Stopwatch.GetTimestamp();
                _jobs.ForEach(job => job.Interrupt(_options.InterruptGrace));
            }

            _problems.Report(isInterrupted);
            tick();
            RestartEnded(isInterrupted);
        }

        CollectFindings();
        _endedAt = Stopwatch.GetTimestamp();

        // Ctrl-C at a terminal reaches the processes at the same time as this one.
        isInterrupted |= _jobs.Exists(job => job.IsInterrupted) && ending.WaitHandle.WaitOne(TimeSpan.FromSeconds(1));
        Findings = [.. _jobs.Where(job => job.HasFound).Select(job => job.Output)];
        _problems.ThrowIfNotBegun(isInterrupted);
        _problems.Report(isInterrupted);
        if (NewInputs is null)
        {
            _warn($"{Name}: the folder {_inputs.Corpus} was deleted, with the inputs that were found");
        }
    }

    /// <summary>Whether the first finding's input ends a process again when it runs alone.</summary>
    public bool FindingReplays()
    {
        ProcessStartInfo start = _command.StartInfo();
        start.ArgumentList.RemoveAt(0);
        start.ArgumentList.Insert(0, Findings[0].Artifact!);
        start.ArgumentList.Add($"-artifact_prefix={_inputs.Corpus}/");
        using FuzzJob job = new(start, _temporary.Path);
        job.Ended.Wait(CancellationToken.None);
        return job.HasFailed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _jobs.ForEach(job => job.Dispose());
        _count.Dispose();
        _temporary.Dispose();
        _inputs.Dispose();
    }

    // Collects findings that ended a process and those that did not.
    private void CollectFindings()
    {
        foreach (FuzzJob job in _jobs)
        {
            UniqueFindings.Add(job, Elapsed);
            if (job.HasFound && _collected.Add(job))
            {
                UniqueFindings.AddEnd(job, Elapsed);
            }
        }
    }

    // Replaces each process that a finding has ended with a new one, which uses the same corpus for the remaining time.
    private bool RestartEnded(bool isInterrupted)
    {
        CollectFindings();
        bool isRestarted = false;
        foreach (FuzzJob job in _jobs.Where(job => _options.KeepsGoing && !isInterrupted && _collected.Contains(job) && _replaced.Add(job))
            .ToList())
        {
            TimeSpan? left = _options.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) - Elapsed : null;
            if (job.Output.BegunAt is null)
            {
                _warn($"{Name}: the session ends early: a seed input ends the process; {job.Output.Artifact} is a copy of it");
            }
            else if (left is null || left >= MinTimeToRestart)
            {
                isRestarted |= Restart(left);
            }
        }

        return isRestarted;
    }

    private bool Restart(TimeSpan? left)
    {
        try
        {
            _jobs.Add(new FuzzJob(_command.StartInfo(left), _temporary.Path));
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or Win32Exception)
        {
            _warn($"{Name}: a process that a finding ended cannot be replaced: {failure.Message}");
            return false;
        }
    }

    private void StartJobs()
    {
        try
        {
            for (int i = 0; i < _options.Jobs; i++)
            {
                _jobs.Add(new FuzzJob(_command.StartInfo(), _temporary.Path));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or Win32Exception)
        {
            _jobs.ForEach(job => job.Interrupt(_options.InterruptGrace));
            throw new FuzzRejectedException($"{Name} cannot be fuzzed here: {failure.Message}");
        }
    }
}

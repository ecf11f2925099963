using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace LineFraming.FuzzEngine;

/// <summary>A session: libFuzzer over one target, in as many processes as asked for.</summary>
internal sealed class FuzzSession : IDisposable
{
    /// <summary>How long an input may run.</summary>
    internal const int TimeoutSeconds = 10;

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(TimeoutSeconds + 5);

    private readonly ISessionProgram _program;
    private readonly SessionOrder _order;
    private readonly SessionInputs _inputs;
    private readonly HeldFolder _temporary;
    private readonly SessionCommand _command;
    private readonly SafeFileHandle _count;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly List<FuzzJob> _jobs = [];
    private readonly HashSet<FuzzJob> _reported = [];
    private readonly HashSet<FuzzJob> _folded = [];
    private readonly HashSet<FuzzJob> _replaced = [];
    private readonly Action<string> _trouble;
    private bool _isNotKeeping;
    private long? _endedAt;

    /// <summary>Prepares the folders.</summary>
    /// <exception cref="FuzzRejectedException">One of the folders cannot be made or read.</exception>
    public FuzzSession(ISessionProgram program, SessionOrder order, FuzzFolders folders, Action<string> trouble)
    {
        _program = program;
        _order = order;
        _trouble = trouble;
        Folders = folders;
        try
        {
            _inputs = new(order, folders, program.LongestInput);
            folders.FindingsOf(order.Target);
            _temporary = new HeldFolder(Path.GetTempPath(), FuzzFolders.TemporaryPrefix);
            _command = new(program, order, _inputs, folders, _temporary.Path);
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

    /// <summary>What it is called.</summary>
    public string Name => _order.Target.FolderName;

    /// <summary>What it fuzzes, with all flags of the session.</summary>
    public FuzzTarget Target => _order.Target with { Flags = [.. _order.Target.Flags, .. _order.Flags] };

    /// <summary>Where it reads and writes.</summary>
    public FuzzFolders Folders { get; }

    /// <summary>The time that was spent fuzzing: since the first process had read the corpus.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(
        _jobs.Min(job => job.Output.BegunAt) ?? _startedAt, _endedAt ?? Stopwatch.GetTimestamp());

    /// <summary>How many inputs were run.</summary>
    public long Executions
    {
        get
        {
            byte[] count = new byte[sizeof(long)];
            RandomAccess.Read(_count, count, 0);
            return BitConverter.ToInt64(count);
        }
    }

    /// <summary>How many inputs were added to the local corpus; null if its folder cannot be read any more.</summary>
    public int? NewInputs => _inputs.New;

    /// <summary>How many inputs could not be written to the local corpus.</summary>
    public int NotKept => _jobs.Sum(job => job.Output.NotKept);

    /// <summary>Whether its progress is counted in basic blocks; if not, in libFuzzer's features.</summary>
    public bool CountsBlocks => _program.CountsBlocks;

    /// <summary>The process that knows most.</summary>
    public FuzzerOutput Best => _jobs.MaxBy(job => (job.Output.Reached, job.Output.Features))?.Output ?? new FuzzerOutput();

    /// <summary>What the processes knew when the first one had read the corpus.</summary>
    public FuzzerOutput First => _jobs.FirstOrDefault(job => job.Output.BegunAt is not null)?.Output ?? new FuzzerOutput();

    /// <summary>Whether inputs were run and none of them reached anything of what is instrumented.</summary>
    public bool HasReachedNothing => Best is { BegunAt: not null } best && (CountsBlocks ? best.Reached == 0 : best.Features <= FuzzerOutput.FeaturesOfNothing);

    /// <summary>The output of each process that found something.</summary>
    public IReadOnlyList<FuzzerOutput> Findings { get; private set; } = [];

    /// <summary>What was found, each kind once.</summary>
    public FoldedFindings Folded { get; } = new();

    /// <summary>What is cut short of the inputs that it begins with, in one line; null if nothing is.</summary>
    public string? Cut => _inputs.Cut;

    /// <summary>Fuzzes.</summary>
    /// <exception cref="FuzzRejectedException">It cannot start.</exception>
    public void Run(Action tick, CancellationToken ending)
    {
        StartJobs();
        bool isInterrupted = false;
        long? interruptedAt = null;
        while (!Task.WhenAll(_jobs.Select(job => job.Ended)).Wait(TimeSpan.FromSeconds(0.1), CancellationToken.None) || GoOn(isInterrupted))
        {
            Fold();

            // libFuzzer looks at its clock only now and then, and not while an input runs.
            bool isOver = ending.IsCancellationRequested || _jobs.Exists(job => job.Output.Misunderstood is not null || (job.EndsTheSession && !(_order.KeepsGoing && _folded.Contains(job))))
                || (_order.Seconds is { } seconds && Elapsed > TimeSpan.FromSeconds(seconds) + Grace);
            if ((isOver || isInterrupted) && (interruptedAt is not { } at || Stopwatch.GetElapsedTime(at) > Again))
            {
                // Again and again: a process that is about to begin, or whose target handles signals, ignores some.
                isInterrupted = true;
                interruptedAt = Stopwatch.GetTimestamp();
                _jobs.ForEach(job => job.Interrupt());
            }

            ReportTrouble(isInterrupted);
            tick();
            GoOn(isInterrupted);
        }

        Fold();
        _endedAt = Stopwatch.GetTimestamp();

        // Ctrl-C at a terminal reaches the processes as soon as this one.
        isInterrupted |= _jobs.Exists(job => job.IsInterrupted) && ending.WaitHandle.WaitOne(TimeSpan.FromSeconds(1));
        Findings = [.. _jobs.Where(job => job.HasFound).Select(job => job.Output)];
        ThrowIfNotBegun(isInterrupted);
        ReportTrouble(isInterrupted);
        if (NewInputs is null)
        {
            _trouble($"{Name}: the folder {_inputs.Corpus} is gone, and with it the inputs that were found");
        }
    }

    /// <summary>Whether the input that was found ends the process when it is run once more, alone.</summary>
    public bool FindingReplays()
    {
        ProcessStartInfo start = _command.StartInfo();
        start.ArgumentList.RemoveAt(0);
        start.ArgumentList.Insert(0, Findings[0].Artifact!);
        start.ArgumentList.Add($"-artifact_prefix={_inputs.Corpus}/");
        using FuzzJob job = new(start, _temporary.Path);
        job.Ended.Wait(CancellationToken.None);
        return job.EndedBadly;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _jobs.ForEach(job => job.Dispose());
        _count.Dispose();
        _temporary.Dispose();
        _inputs.Dispose();
    }

    // Findings that ended their process and those past which it went on.
    private void Fold()
    {
        foreach (FuzzJob job in _jobs)
        {
            Folded.Add(job, Elapsed);
            if (job.HasFound && _folded.Add(job))
            {
                Folded.AddEnd(job, Elapsed);
            }
        }
    }

    // A new process in the place of each that a finding has ended, with the corpus that was kept, for the time that is left.
    private bool GoOn(bool isInterrupted)
    {
        Fold();
        bool goesOn = false;
        foreach (FuzzJob job in _jobs.Where(job => _order.KeepsGoing && !isInterrupted && _folded.Contains(job) && _replaced.Add(job)).ToList())
        {
            TimeSpan? left = _order.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) - Elapsed : null;
            if (job.Output.BegunAt is null)
            {
                _trouble($"{Name}: the session ends early: an input that it begins with ends the process; {job.Output.Artifact} is a copy");
            }
            else if (left is null || left >= Shortest)
            {
                goesOn |= StartsAgain(left);
            }
        }

        return goesOn;
    }

    private bool StartsAgain(TimeSpan? left)
    {
        try
        {
            _jobs.Add(new FuzzJob(_command.StartInfo(left), _temporary.Path));
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or Win32Exception)
        {
            _trouble($"{Name}: no process can be started in the place of one that a finding ended: {failure.Message}");
            return false;
        }
    }

    private void StartJobs()
    {
        try
        {
            for (int i = 0; i < _order.Jobs; i++)
            {
                _jobs.Add(new FuzzJob(_command.StartInfo(), _temporary.Path));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or Win32Exception)
        {
            _jobs.ForEach(job => job.Interrupt());
            throw new FuzzRejectedException($"{Name} cannot be fuzzed here: {failure.Message}");
        }
    }

    private void ThrowIfNotBegun(bool isInterrupted)
    {
        foreach (FuzzJob job in _jobs)
        {
            if (job.Output.Misunderstood is { } flag)
            {
                throw new FuzzRejectedException($"libFuzzer has no flag {flag}; {FuzzerFlags.List}.");
            }

            if (job.HasNotStarted || (job.Output.BegunAt is null && Findings.Count == 0 && !isInterrupted && !job.WasKilled))
            {
                throw new FuzzRejectedException(string.Join(' ', job.Output.Remarks.Select(remark => remark.Trim()).DefaultIfEmpty($"{Name}: the fuzzing host {job.HowItEnded}.")));
            }
        }
    }

    // Each line once, and as soon as it is known: a session may go on for days.
    private void ReportTrouble(bool isInterrupted)
    {
        if (!_isNotKeeping && _jobs.Find(job => job.Output.NotKept > 0) is { } losing)
        {
            _isNotKeeping = true;
            _trouble($"{Name}: an input cannot be kept: {losing.Output.WhyNotKept}");
        }

        foreach (FuzzJob job in _jobs.Where(job => !_reported.Contains(job) && job.DiedEarly(isInterrupted)))
        {
            _reported.Add(job);
            int others = isInterrupted ? 0 : _jobs.Count(other => !other.Ended.IsCompleted);
            string next = others switch { 0 => "the session ends early", 1 => "the other one goes on", _ => "the others go on" };
            _trouble($"{Name}: process {_jobs.IndexOf(job) + 1} of {_jobs.Count} {job.HowItEnded}; {next}");
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LineFraming.FuzzEngine;

/// <summary>One process of a session: it runs libFuzzer on a target.</summary>
internal sealed class FuzzJob : IDisposable
{
    private const int Sigint = 2;

    // The exit codes of libFuzzer for an input that failed, exceeded its time, or exceeded its memory, and for a signal that asked
    // it to end; and the exit code of the host.
    private const int Failed = 77;
    private const int TimedOut = 70;
    private const int OutOfMemory = 71;
    internal const int Interrupted = 72;
    internal const int NotStarted = 78;

    // A process that the target started may keep the output open after the end.
    private static readonly TimeSpan OutputTimeout = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly HostChannel _channel;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private long? _interruptedAt;
    private bool _isKilled;
    private long _endedAt;

    /// <summary>Starts the process.</summary>
    public FuzzJob(ProcessStartInfo start, string folder)
    {
        _channel = new HostChannel(folder, Output.Read);
        start.Environment[HostChannel.Variable] = _channel.Path;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        try
        {
            _process = Process.Start(start)!;
        }
        catch
        {
            _channel.Dispose();
            throw;
        }

        Ended = EndAsync(Task.WhenAll(ReadAllAsync(_process.StandardOutput), ReadAllAsync(_process.StandardError)));
    }

    /// <summary>The messages of libFuzzer and the output of the target.</summary>
    public FuzzerOutput Output { get; } = new();

    /// <summary>Completes when the process has ended and its output has been read.</summary>
    public Task Ended { get; }

    /// <summary>Whether the process ended with a finding.</summary>
    public bool HasFound => Ended.IsCompleted && (Output.Artifact is not null || _process.ExitCode is Failed or TimedOut or OutOfMemory);

    /// <summary>Whether the process ended with a failure.</summary>
    public bool HasFailed => _process.ExitCode is not 0 and not NotStarted;

    /// <summary>Whether the host could not load the target.</summary>
    public bool HasNotStarted => _process.ExitCode == NotStarted;

    /// <summary>Whether a signal that libFuzzer does not handle ended the process.</summary>
    public bool WasKilled => ProcessEnd.IsOfSignal(_process.ExitCode);

    /// <summary>Whether the process ended because it was asked to.</summary>
    public bool IsInterrupted => Ended.IsCompleted && _process.ExitCode == Interrupted;

    /// <summary>Whether the process ended with a finding or has finished, so that the other processes should end too.</summary>
    public bool EndsSession => Ended.IsCompleted && !EndedEarly(isInterrupted: false);

    /// <summary>Describes how the process ended, as the predicate of a sentence.</summary>
    public string HowItEnded => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsInterrupted ? "was ended by SIGINT or SIGTERM"
            : _isKilled && WasKilled ? "did not end after SIGINT and was killed"
            : ProcessEnd.Of(_process.ExitCode))} after "
        + $"{Stopwatch.GetElapsedTime(_startedAt, _endedAt).TotalSeconds:0.0} s{Error}");

    private string Error => Output.Messages.LastOrDefault(FuzzerOutput.IsError) is { } error ? $" ({error})" : "";

    /// <summary>Whether the process ended early, without a finding and without being asked to.</summary>
    public bool EndedEarly(bool isInterrupted) => Ended.IsCompleted
        && Output.Artifact is null
        && (Output.BegunAt is not null || WasKilled)
        && _process.ExitCode switch
        {
            0 => !Output.IsDone && !isInterrupted,
            Failed or TimedOut or OutOfMemory or NotStarted => false,
            Interrupted => !isInterrupted,
            _ => true,
        };

    /// <summary>
    /// Asks the process to end with SIGINT, because Process.Kill would leave libFuzzer no time to write its results. If the process
    /// was asked before and has not ended after the grace period, it is killed: its target handles the signal, as a generic host
    /// does.
    /// </summary>
    public void Interrupt(TimeSpan grace)
    {
        if (Ended.IsCompleted || _process.HasExited)
        {
            return;
        }

        if (_interruptedAt is { } at && Stopwatch.GetElapsedTime(at) > grace)
        {
            _isKilled = true;
            ChildProcess.Kill(_process);
            return;
        }

        _interruptedAt ??= Stopwatch.GetTimestamp();
        _ = Kill(_process.Id, Sigint);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _process.Dispose();
    }

    private async Task EndAsync(Task reading)
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _endedAt = Stopwatch.GetTimestamp();
        _channel.Finish();
        _channel.ThrowIfFailed();
        await Task.WhenAny(reading, Task.Delay(OutputTimeout)).ConfigureAwait(false);
    }

    private Task ReadAllAsync(StreamReader from) => Task.Factory.StartNew(
        () => Output.Printed.ReadAll(from), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}

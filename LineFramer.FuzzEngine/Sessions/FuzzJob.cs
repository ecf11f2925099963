using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LineFraming.FuzzEngine;

/// <summary>One process of a session: libFuzzer over a target, what it says, and how it ends.</summary>
internal sealed class FuzzJob : IDisposable
{
    private const int Interrupting = 2;

    // The exit codes that libFuzzer gives: a failed input, one that took too long, one that took too much memory, a signal
    // that asks it to end; and the host's own.
    private const int Failed = 77;
    private const int TimedOut = 70;
    private const int OutOfMemory = 71;
    internal const int Interrupted = 72;
    internal const int NotStarted = 78;

    // A process that the target started may hold the output open after the end.
    private static readonly TimeSpan RestOfOutput = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly HostChannel _channel;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
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

    /// <summary>What libFuzzer says there, and what the target prints.</summary>
    public FuzzerOutput Output { get; } = new();

    /// <summary>Ends when the process has ended and its output is read.</summary>
    public Task Ended { get; }

    /// <summary>Whether an input made it fail.</summary>
    public bool HasFound => Ended.IsCompleted && (Output.Artifact is not null || _process.ExitCode is Failed or TimedOut or OutOfMemory);

    /// <summary>Whether it ended as a process does that an input makes fail.</summary>
    public bool EndedBadly => _process.ExitCode is not 0 and not NotStarted;

    /// <summary>Whether the host could not load the target.</summary>
    public bool HasNotStarted => _process.ExitCode == NotStarted;

    /// <summary>Whether a signal ended it that libFuzzer does not handle.</summary>
    public bool WasKilled => ProcessEnd.IsOfSignal(_process.ExitCode);

    /// <summary>Whether it ended because it was asked to.</summary>
    public bool IsInterrupted => Ended.IsCompleted && _process.ExitCode == Interrupted;

    /// <summary>Whether it ended in a way in which the others are to end too: it found something, or is done.</summary>
    public bool EndsTheSession => Ended.IsCompleted && !DiedEarly(isInterrupted: false);

    /// <summary>How it ended, as the rest of a sentence.</summary>
    public string HowItEnded => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsInterrupted ? "was ended by SIGINT or SIGTERM" : ProcessEnd.Of(_process.ExitCode))} after {Stopwatch.GetElapsedTime(_startedAt, _endedAt).TotalSeconds:0.0} s{Error}");

    private string Error => Output.Said.LastOrDefault(FuzzerOutput.IsError) is { } error ? $" ({error})" : "";

    /// <summary>Whether it ended before it was done, though nothing was found and it was not asked to.</summary>
    public bool DiedEarly(bool isInterrupted) => Ended.IsCompleted && Output.Artifact is null && (Output.BegunAt is not null || WasKilled) && _process.ExitCode switch
    {
        0 => !Output.IsDone && !isInterrupted,
        Failed or TimedOut or OutOfMemory or NotStarted => false,
        Interrupted => !isInterrupted,
        _ => true,
    };

    /// <summary>Asks it to end; what .NET has for this, Process.Kill, would leave libFuzzer no time to.</summary>
    public void Interrupt()
    {
        if (!Ended.IsCompleted)
        {
            _ = Kill(_process.Id, Interrupting);
        }
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
        await Task.WhenAny(reading, Task.Delay(RestOfOutput)).ConfigureAwait(false);
    }

    private Task ReadAllAsync(StreamReader from) => Task.Factory.StartNew(
        () => Output.Printed.ReadAll(from), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}

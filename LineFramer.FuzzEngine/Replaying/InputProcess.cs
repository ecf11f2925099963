using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LineFraming.FuzzEngine;

/// <summary>
/// A child process that runs inputs one after the other. An input may end it, fail on another thread, or never return, without
/// an effect on this process.
/// </summary>
internal sealed class InputProcess : IDisposable
{
    private const int MaxReportLines = 60;

    // An input may print without end.
    private const int MaxPrintedLines = 10_000;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan OutputTimeout = TimeSpan.FromSeconds(2);

    private readonly string _word = $"lineframing-{Guid.NewGuid():n}";
    private readonly Process _process;
    private readonly BlockingCollection<string> _lines = new(MaxPrintedLines);
    private readonly List<string> _errors = [];
    private readonly Thread _readingErrors;
    private int _inputs;
    private bool _exceededMemory;

    /// <summary>Starts the process.</summary>
    /// <exception cref="FuzzRejectedException">The process does not start.</exception>
    public InputProcess(FuzzTarget target, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = target.StartWorker(_word);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        Array.ForEach(environment, variable => start.Environment[variable.Name] = variable.Value);
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new FuzzRejectedException($"Inputs cannot be run: {failure.Message}", FuzzExitCode.Incomplete);
        }

        new Thread(ReadOutput) { IsBackground = true }.Start();
        _readingErrors = new Thread(ReadErrors) { IsBackground = true };
        _readingErrors.Start();
        if (Wait(StartTimeout, CancellationToken.None).End is { } end)
        {
            Dispose();
            throw new FuzzRejectedException($"Inputs cannot be run: {end}", FuzzExitCode.Incomplete);
        }
    }

    /// <summary>The time limit of an input; by default that of a session.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(FuzzSession.TimeoutSeconds);

    /// <summary>The memory limit of the process, in MB; null for none.</summary>
    public int? MaxMegabytes { get; init; }

    /// <summary>Captures the stacks of a process whose input exceeds its time; null for nothing.</summary>
    public Func<int, IReadOnlyList<string>>? StacksOf { get; init; }

    /// <summary>Runs an input.</summary>
    public InputResult Run(byte[] input, CancellationToken ending = default)
    {
        _inputs++;
        return SendAndWait(input.Length, input, ending);
    }

    /// <summary>Waits for work of the inputs on other threads, which may still fail.</summary>
    public InputResult Settle(CancellationToken ending = default) => SendAndWait(InputWorker.Settle, [], ending);

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _lines.CompleteAdding();
        _process.WaitForExit(OutputTimeout);
        _process.Dispose();
    }

    private InputResult SendAndWait(int length, byte[] input, CancellationToken ending)
    {
        try
        {
            Stream to = _process.StandardInput.BaseStream;
            to.Write(BitConverter.GetBytes(length));
            to.Write(input);
            to.Flush();
        }
        catch (IOException)
        {
            // The process has ended; Wait finds out how.
        }

        return Wait(Timeout, ending);
    }

    private InputResult Wait(TimeSpan timeout, CancellationToken ending)
    {
        List<string> output = [];
        StringBuilder parts = new();
        bool isOnOtherThread = false;
        long start = Stopwatch.GetTimestamp();
        while (Next(start, timeout, ending) is { } line)
        {
            int at = line.IndexOf(_word, StringComparison.Ordinal);
            if (at != 0)
            {
                Keep(output, at < 0 ? line : line[..at]);
            }

            string[] words = at < 0 ? [] : line[(at + _word.Length + 1)..].Split(' ');
            switch (words)
            {
                case [InputWorker.Part, { } part]:
                    parts.Append(part);
                    break;
                case [InputWorker.OtherThread]:
                    isOnOtherThread = true;
                    break;
                case [_] when isOnOtherThread:
                    // Another thread has begun to end the process, so no other line counts.
                    break;
                case [InputWorker.Threw]:
                    return new(
                        JsonSerializer.Deserialize<ThrownException>(Convert.FromBase64String(parts.ToString())),
                        null,
                        false,
                        output,
                        TakeErrors());
                case [_]:
                    return new(null, null, false, output, TakeErrors());
            }
        }

        bool hasTimedOut = Stopwatch.GetElapsedTime(start) >= timeout && !_process.HasExited;

        // Earlier inputs may have allocated the memory.
        return new(null, DescribeEnd(hasTimedOut ? timeout : null), isOnOtherThread || (_exceededMemory && _inputs > 1), output, []);
    }

    // Returns the next line, or null if the process has ended or must be ended.
    private string? Next(long start, TimeSpan timeout, CancellationToken ending)
    {
        long? exitedAt = null;
        while (true)
        {
            // Asked before the next line is taken, because there may always be one.
            bool isOver = Stopwatch.GetElapsedTime(start) > timeout;
            if (!isOver && _lines.TryTake(out string? line, TimeSpan.FromSeconds(0.05)))
            {
                return line;
            }

            exitedAt ??= _process.HasExited ? Stopwatch.GetTimestamp() : null;
            bool isFinished = _lines.IsCompleted || (exitedAt is { } at && Stopwatch.GetElapsedTime(at) > OutputTimeout);
            _exceededMemory = !isFinished && Megabytes() > MaxMegabytes;
            if (isFinished || _exceededMemory || ending.IsCancellationRequested || isOver)
            {
                return null;
            }
        }
    }

    private string DescribeEnd(TimeSpan? over)
    {
        // A process that has closed its output or exceeded its time cannot be used again.
        IReadOnlyList<string> stacks = over is null ? [] : StacksOf?.Invoke(_process.Id) ?? [];
        bool hasEnded = over is null && !_exceededMemory && _process.WaitForExit(OutputTimeout);
        Kill();
        _process.WaitForExit(OutputTimeout);
        _readingErrors.Join(OutputTimeout);
        string how = over is { } timeout ? Invariant($"the input ran for more than {timeout.TotalSeconds:0.#} seconds")
            : _exceededMemory ? Invariant($"out of memory: the process took more than {MaxMegabytes:N0} MB")
            : hasEnded ? $"the process {ProcessEnd.Of(_process.ExitCode)}"
            : "the process closed its standard output";
        return string.Join(Environment.NewLine, TakeErrors().Take(MaxReportLines).Concat(stacks).Prepend(how));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private long Megabytes()
    {
        try
        {
            _process.Refresh();
            return _process.WorkingSet64 >> 20;
        }
        catch (Exception ended) when (ended is InvalidOperationException or Win32Exception)
        {
            return 0;
        }
    }

    private void Kill() => ChildProcess.Kill(_process);

    private List<string> TakeErrors()
    {
        lock (_errors)
        {
            List<string> taken = [.. _errors];
            _errors.Clear();
            return taken;
        }
    }

    private void ReadOutput()
    {
        ReadAll(_process.StandardOutput, _lines.Add);
        _lines.CompleteAdding();
    }

    private void ReadErrors() => ReadAll(_process.StandardError, line =>
    {
        lock (_errors)
        {
            Keep(_errors, line);
        }
    });

    private static void Keep(List<string> printed, string line)
    {
        if (printed.Count < MaxPrintedLines)
        {
            printed.Add(printed.Count < MaxPrintedLines - 1 ? line : "(what it printed after this line is not shown)");
        }
    }

    private static void ReadAll(StreamReader from, Action<string> take)
    {
        try
        {
            BoundedLines.ReadAll(from, take);
        }
        catch (Exception closed) when (closed is IOException or InvalidOperationException)
        {
            // The process has been disposed of.
        }
    }
}

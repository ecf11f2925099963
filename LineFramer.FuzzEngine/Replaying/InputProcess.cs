using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LineFraming.FuzzEngine;

/// <summary>What running an input did, seen from outside.</summary>
internal sealed record InputResult(ThrownException? Thrown, string? End, bool IsElsewhere, IReadOnlyList<string> Said, IReadOnlyList<string> Errors)
{
    /// <summary>Whether the input is a finding.</summary>
    public bool IsFailure => Thrown is not null || End is not null;
}

/// <summary>
/// A process that runs inputs, one after the other: an input may end it, fail on another of its threads, or never return, and
/// takes nothing with it.
/// </summary>
internal sealed class InputProcess : IDisposable
{
    private const int MostLinesOfAnEnd = 60;
    private static readonly TimeSpan MostToBegin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RestOfOutput = TimeSpan.FromSeconds(2);

    private readonly string _word = $"lineframing-{Guid.NewGuid():n}";
    private readonly Process _process;
    private readonly BlockingCollection<string> _lines = [];
    private readonly List<string> _errors = [];
    private readonly Thread _readingErrors;
    private int _inputs;
    private bool _tookTooMuch;

    /// <summary>Starts the process.</summary>
    /// <exception cref="FuzzRejectedException">It does not start.</exception>
    public InputProcess(FuzzTarget target, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = target.StartWorker(_word);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        Array.ForEach(environment, variable => start.Environment[variable.Name] = variable.Value);
        _process = Process.Start(start)!;
        new Thread(ReadOutput) { IsBackground = true }.Start();
        _readingErrors = new Thread(ReadErrors) { IsBackground = true };
        _readingErrors.Start();
        if (Wait(MostToBegin, CancellationToken.None).End is { } end)
        {
            Dispose();
            throw new FuzzRejectedException($"Inputs cannot be run, for {end}", FuzzExitCode.Incomplete);
        }
    }

    /// <summary>How long an input may run: as long as in a session.</summary>
    public TimeSpan Most { get; init; } = TimeSpan.FromSeconds(FuzzSession.TimeoutSeconds);

    /// <summary>How much memory the process may take, in MB; null for any.</summary>
    public int? MostMegabytes { get; init; }

    /// <summary>What shows the stacks of a process whose input never ends; null for nothing.</summary>
    public Func<int, IReadOnlyList<string>>? StacksOf { get; init; }

    /// <summary>Runs an input.</summary>
    public InputResult Run(byte[] input, CancellationToken ending = default)
    {
        _inputs++;
        return Order(input.Length, input, ending);
    }

    /// <summary>Waits for what may still fail on other threads.</summary>
    public InputResult Settle(CancellationToken ending = default) => Order(InputWorker.Settle, [], ending);

    /// <inheritdoc/>
    public void Dispose()
    {
        KillIt();
        _process.WaitForExit(RestOfOutput);
        _process.Dispose();
    }

    private InputResult Order(int length, byte[] input, CancellationToken ending)
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
            // It has ended, and how is found out below.
        }

        return Wait(Most, ending);
    }

    private InputResult Wait(TimeSpan most, CancellationToken ending)
    {
        List<string> said = [];
        StringBuilder parts = new();
        bool isElsewhere = false;
        long start = Stopwatch.GetTimestamp();
        while (Next(start, most, ending) is { } line)
        {
            int at = line.IndexOf(_word, StringComparison.Ordinal);
            said.AddRange(at == 0 ? [] : [at < 0 ? line : line[..at]]);
            string[] words = at < 0 ? [] : line[(at + _word.Length + 1)..].Split(' ');
            switch (words)
            {
                case [InputWorker.Part, { } part]:
                    parts.Append(part);
                    break;
                case [InputWorker.Elsewhere]:
                    isElsewhere = true;
                    break;
                case [_] when isElsewhere:
                    // The end that another thread brings about has begun, whatever is said meanwhile.
                    break;
                case [InputWorker.Threw]:
                    return new(JsonSerializer.Deserialize<ThrownException>(Convert.FromBase64String(parts.ToString())), null, false, said, TakeErrors());
                case [_]:
                    return new(null, null, false, said, TakeErrors());
            }
        }

        bool isOver = Stopwatch.GetElapsedTime(start) >= most && !_process.HasExited;

        // The memory may be what inputs before this one have left.
        return new(null, HowItEnded(isOver ? most : null), isElsewhere || (_tookTooMuch && _inputs > 1), said, []);
    }

    // The next line; null if there will be none, because the process has ended, or has to.
    private string? Next(long start, TimeSpan most, CancellationToken ending)
    {
        long? exitedAt = null;
        while (true)
        {
            if (_lines.TryTake(out string? line, TimeSpan.FromSeconds(0.05)))
            {
                return line;
            }

            exitedAt ??= _process.HasExited ? Stopwatch.GetTimestamp() : null;
            bool isAtItsEnd = _lines.IsCompleted || (exitedAt is { } at && Stopwatch.GetElapsedTime(at) > RestOfOutput);
            _tookTooMuch = !isAtItsEnd && Megabytes() > MostMegabytes;
            if (isAtItsEnd || _tookTooMuch || ending.IsCancellationRequested || Stopwatch.GetElapsedTime(start) > most)
            {
                return null;
            }
        }
    }

    private string HowItEnded(TimeSpan? over)
    {
        // One that has closed its output, or goes on for too long, is of no use any more.
        IReadOnlyList<string> stacks = over is null ? [] : StacksOf?.Invoke(_process.Id) ?? [];
        bool hasEnded = over is null && !_tookTooMuch && _process.WaitForExit(RestOfOutput);
        KillIt();
        _process.WaitForExit(RestOfOutput);
        _readingErrors.Join(RestOfOutput);
        string how = over is { } most ? string.Create(CultureInfo.InvariantCulture, $"the input ran for more than {most.TotalSeconds:0.#} seconds")
            : _tookTooMuch ? string.Create(CultureInfo.InvariantCulture, $"out of memory: the process took more than {MostMegabytes:N0} MB")
            : hasEnded ? $"the process {ProcessEnd.Of(_process.ExitCode)}"
            : "the process closed its standard output";
        return string.Join(Environment.NewLine, TakeErrors().Take(MostLinesOfAnEnd).Concat(stacks).Prepend(how));
    }

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

    private void KillIt()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception ended) when (ended is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself.
        }
    }

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
            _errors.Add(line);
        }
    });

    private static void ReadAll(StreamReader from, Action<string> take)
    {
        try
        {
            while (from.ReadLine() is { } line)
            {
                take(line);
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // The process is done with.
        }
    }
}

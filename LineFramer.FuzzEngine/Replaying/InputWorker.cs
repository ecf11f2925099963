using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace LineFraming.FuzzEngine;

/// <summary>
/// The side of <see cref="InputProcess"/> that runs in the child process. It reads inputs from standard input, each after its
/// length, and writes results to standard output, in lines that are marked with a random word that the target does not know.
/// The output of the target goes between these lines.
/// </summary>
[StackTraceHidden]
internal sealed class InputWorker(FuzzTarget target, string word)
{
    /// <summary>Sent in place of a length: wait for threads and timers that may still fail.</summary>
    public const int Settle = -1;

    /// <summary>The worker is ready for inputs.</summary>
    public const string Ready = "ready";

    /// <summary>The target returned.</summary>
    public const string Passed = "passed";

    /// <summary>A part of the serialized exception, in Base64.</summary>
    public const string Part = "part";

    /// <summary>An exception left the target; the parts before this line are its serialized form.</summary>
    public const string Threw = "threw";

    /// <summary>Nothing failed while the worker waited.</summary>
    public const string Settled = "settled";

    /// <summary>The process is about to end because of another thread than the one that runs the inputs.</summary>
    public const string OtherThread = "elsewhere";

    // Short enough for one write, so the output of other threads cannot interrupt it.
    private const int MaxPartLength = 2000;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ThreadDelay = TimeSpan.FromMilliseconds(100);

    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly Lock _oneLine = new();
    private bool _isPoolStuck;

    /// <summary>Runs inputs until this process is ended.</summary>
    public void Run()
    {
        int runner = Environment.CurrentManagedThreadId;
        AppDomain.CurrentDomain.UnhandledException += (_, _) => Send(OtherThread);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Environment.CurrentManagedThreadId != runner)
            {
                Send(OtherThread);
            }
        };

        using Stream inputs = Console.OpenStandardInput();
        using BlockingCollection<byte[]?> waiting = [];
        new Thread(() => Read(inputs, waiting)) { IsBackground = true }.Start();
        long timers = Timer.ActiveCount;
        Send(Ready);
        foreach (byte[]? input in waiting.GetConsumingEnumerable())
        {
            if (input is null)
            {
                WaitFor(() => Timer.ActiveCount <= timers && IsPoolIdle());
                Thread.Sleep(ThreadDelay);
                Send(Settled);
            }
            else
            {
                Run(input);
            }
        }
    }

    private static void Read(Stream inputs, BlockingCollection<byte[]?> waiting)
    {
        try
        {
            byte[] length = new byte[sizeof(int)];
            while (true)
            {
                inputs.ReadExactly(length);
                byte[]? input = BitConverter.ToInt32(length) is >= 0 and int size ? new byte[size] : null;
                inputs.ReadExactly(input ?? []);
                waiting.Add(input);
            }
        }
        catch (IOException)
        {
            // The parent process has ended, and the running input may never return.
            Process.GetCurrentProcess().Kill();
        }
    }

    private void Run(byte[] input)
    {
        string verdict = Passed;
        try
        {
            target.Run(input);
        }
#pragma warning disable CA1031 // Whatever leaves a target is a finding.
        catch (Exception finding)
#pragma warning restore CA1031
        {
            verdict = Threw;
            string text = Convert.ToBase64String(
                JsonSerializer.SerializeToUtf8Bytes(new ThrownException(target.KindOf(finding), FindingReport.Of(finding))));
            for (int i = 0; i < text.Length; i += MaxPartLength)
            {
                Send($"{Part} {text[i..Math.Min(i + MaxPartLength, text.Length)]}");
            }
        }

        // Work that the input queued to the thread pool belongs to it.
        WaitForPool();
        Send(verdict);
    }

    private void WaitForPool() => _isPoolStuck = _isPoolStuck || !WaitFor(IsPoolIdle);

    private static bool WaitFor(Func<bool> isQuiet)
    {
        long start = Stopwatch.GetTimestamp();
        bool hasTimedOut = false;
        while (!isQuiet() && !hasTimedOut)
        {
            Thread.Sleep(0);
            hasTimedOut = Stopwatch.GetElapsedTime(start) > MaxWait;
        }

        return !hasTimedOut;
    }

    private static bool IsPoolIdle()
    {
        ThreadPool.GetMaxThreads(out int max, out _);
        ThreadPool.GetAvailableThreads(out int available, out _);
        return ThreadPool.PendingWorkItemCount == 0 && available == max;
    }

    private void Send(string text)
    {
        byte[] line = Encoding.ASCII.GetBytes($"{word} {text}\n");
        lock (_oneLine)
        {
            _output.Write(line);
            _output.Flush();
        }
    }
}

/// <summary>An exception that left a target in another process.</summary>
internal sealed record ThrownException(FailureKind Kind, string Text);

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace LineFraming.FuzzEngine;

/// <summary>
/// The side of <see cref="InputProcess"/> that runs the inputs. Inputs come by standard input, each after its length; what
/// becomes of them goes to standard output in lines that have a word in them that the target does not know. What the target
/// itself prints stays between these lines.
/// </summary>
[StackTraceHidden]
internal sealed class InputWorker(FuzzTarget target, string word)
{
    /// <summary>In place of a length: wait for threads and timers that may still fail.</summary>
    public const int Settle = -1;

    /// <summary>The worker has begun.</summary>
    public const string Ready = "ready";

    /// <summary>The input did no harm.</summary>
    public const string Passed = "passed";

    /// <summary>A part of what is said of an exception, in Base64.</summary>
    public const string Part = "part";

    /// <summary>An exception left the target; the parts say which.</summary>
    public const string Threw = "threw";

    /// <summary>Nothing failed while the worker waited.</summary>
    public const string Settled = "settled";

    /// <summary>The process is about to end, and another thread than the one that runs the inputs ends it.</summary>
    public const string Elsewhere = "elsewhere";

    // Short enough that no other thread's output comes in between.
    private const int MostOfPart = 2000;

    private static readonly TimeSpan MostToWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForThreads = TimeSpan.FromMilliseconds(100);

    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly Lock _oneLine = new();
    private bool _isPoolBusyForGood;

    /// <summary>Runs inputs until this process is ended.</summary>
    public void Run()
    {
        int runner = Environment.CurrentManagedThreadId;
        AppDomain.CurrentDomain.UnhandledException += (_, _) => Say(Elsewhere);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Environment.CurrentManagedThreadId != runner)
            {
                Say(Elsewhere);
            }
        };

        using Stream inputs = Console.OpenStandardInput();
        using BlockingCollection<byte[]?> waiting = [];
        new Thread(() => Read(inputs, waiting)) { IsBackground = true }.Start();
        long timers = Timer.ActiveCount;
        Say(Ready);
        foreach (byte[]? input in waiting.GetConsumingEnumerable())
        {
            if (input is null)
            {
                WaitFor(() => Timer.ActiveCount <= timers && IsPoolIdle());
                Thread.Sleep(ForThreads);
                Say(Settled);
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
            // Nobody is left to read what becomes of the inputs, and the one that runs may never end.
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
            string text = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new ThrownException(target.KindOf(finding), FindingReport.Of(finding))));
            for (int i = 0; i < text.Length; i += MostOfPart)
            {
                Say($"{Part} {text[i..Math.Min(i + MostOfPart, text.Length)]}");
            }
        }

        // What the input left to other threads is a part of it.
        WaitForPool();
        Say(verdict);
    }

    private void WaitForPool() => _isPoolBusyForGood = _isPoolBusyForGood || !WaitFor(IsPoolIdle);

    private static bool WaitFor(Func<bool> isQuiet)
    {
        long start = Stopwatch.GetTimestamp();
        bool isOver = false;
        while (!isQuiet() && !isOver)
        {
            Thread.Sleep(0);
            isOver = Stopwatch.GetElapsedTime(start) > MostToWait;
        }

        return !isOver;
    }

    private static bool IsPoolIdle()
    {
        ThreadPool.GetMaxThreads(out int most, out _);
        ThreadPool.GetAvailableThreads(out int available, out _);
        return ThreadPool.PendingWorkItemCount == 0 && available == most;
    }

    private void Say(string text)
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

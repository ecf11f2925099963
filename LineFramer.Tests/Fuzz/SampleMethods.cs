using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Microsoft.Win32.SafeHandles;

namespace LineFraming.Tests;

/// <summary>Methods like those of users, for tests of the fuzzing program.</summary>
internal static class SampleMethods
{
    private static readonly List<SafeFileHandle> Opened = [];
    private static int _counted;

    public static int Branches(int number)
    {
        if (number > 3) // entry
        {
            return 1; // greater
        }

        return 2; // not greater
    }

    private static void OfSpan(ReadOnlySpan<byte> input)
    {
        if (input.StartsWith("ab"u8))
        {
            throw new InvalidOperationException($"{input.Length} bytes of a span");
        }
    }

    // One letter leads to each of two exceptions, and two letters to the end of the process.
    private static void FailsInManyWays(ReadOnlySpan<byte> input)
    {
        if (input.Length > 0)
        {
            Fail(input[0], input[^1]);
        }
    }

    private static void Fail(byte how, byte last)
    {
        if (how == 'a')
        {
            throw new InvalidOperationException("a");
        }
        else if (how == 'b')
        {
            throw new TimeoutException("b");
        }
        else if (how == 'c')
        {
            ExitIf(last == 'd');
        }
    }

    private static void ExitIf(bool isAsked)
    {
        if (isAsked)
        {
            Environment.Exit(0);
        }
    }

    private static void OfArray(byte[] input) => throw new InvalidOperationException($"{input.Length} bytes of an array");

    private static void OverTheLibrary(ReadOnlySpan<byte> input) => new LineFramer(LineDelimiter.Lf, 1000).Read(input).TryRead(out _);

    private static void OverTheFramework(byte[] input) => System.Text.Json.JsonDocument.Parse(input).Dispose();

    // Allocates more than the replay allows, and keeps it.
    private static void TakesMemory(byte[] input)
    {
        List<byte[]> kept = [];
        while (kept.Count < 40)
        {
            kept.Add(new byte[10_000_000]);
            kept[^1].AsSpan().Fill(1);
        }

        Thread.Sleep(Timeout.Infinite);
        GC.KeepAlive(kept);
    }

    private static void WhereItsPackagesAre(byte[] input) =>
        throw new InvalidOperationException(AssemblyLoadContext.GetLoadContext(typeof(FsCheck.Rnd).Assembly)!.Name);

    private static void Branching(ReadOnlySpan<byte> input)
    {
        if (input.Length > 1 && input[0] > 50)
        {
            _counted += Branches(input[1]);
        }
    }

    private static void AfterAllDescriptors(ReadOnlySpan<byte> input)
    {
        if (input.Length > 0 && input[0] == '!')
        {
            UseUpDescriptors();
            throw new InvalidOperationException("no descriptors");
        }
    }

    private static void UseUpDescriptors()
    {
        try
        {
            while (true)
            {
                Opened.Add(File.OpenHandle("/dev/null"));
            }
        }
        catch (IOException)
        {
            // No descriptors are left.
        }
    }

    private static void Exits(byte[] input)
    {
        if (input.Length > 3)
        {
            Environment.Exit(0);
        }
    }

    private static void ExitsOrThrows(byte[] input)
    {
        if (input.Length == 2)
        {
            Environment.Exit(0);
        }

        if (input.Length > 2)
        {
            throw new InvalidOperationException("longer than two");
        }
    }

    private static void FailsLater(byte[] input) => FailAfter(0, input, "later");

    private static void FailsMuchLater(byte[] input) => FailAfter(20, input, "much later");

    // Nothing awaits the method, so its exception ends the process.
    private static async void FailAfter(int milliseconds, byte[] input, string message)
    {
        await Task.Yield();
        await Task.Delay(milliseconds);
        if (input.Length > 3)
        {
            throw new InvalidOperationException(message);
        }
    }

    private static void ExitsOnAThreadTheThirdTime(byte[] input)
    {
        if (++_counted == 3)
        {
            Thread thread = new(() => Environment.Exit(4));
            thread.Start();
            thread.Join();
        }
    }

    private static void LeavesAThread(byte[] input) => new Thread(() => Thread.Sleep(Timeout.Infinite)).Start();

    private static void NeverReturns(byte[] input) => Thread.Sleep(Timeout.Infinite);

    private static void SaysSoAndNeverReturns(byte[] input)
    {
        Console.WriteLine("never returns");
        Thread.Sleep(Timeout.Infinite);
    }

    private static void Talks(byte[] input)
    {
        Console.Write($"{input.Length} without an end");
        Console.Error.WriteLine($"{input.Length} as an error");
    }

    private static void TalksAsLibFuzzer(byte[] input)
    {
        const string Words =
            "==INPUT: IQ== /no/such\n#1\tNEW    cov: 99 ft: 1 corp: 7/7b\nWARNING: unrecognized flag '-talk=1'\nDone 1 runs in 1 second(s)";
        Console.Error.WriteLine(Words);
        Console.WriteLine(Words);
        if (input.Length > 5)
        {
            throw new InvalidOperationException($"\u001b[2J{Words}");
        }
    }

    private static void ReachesTheLibraryLate(byte[] input)
    {
        if (input.Length > 2)
        {
            OverTheLibrary(input);
        }
    }

    private static void ReachesNothing(byte[] input) => _counted += input.Length;

    private static void ThroughSmallMethods(ReadOnlySpan<byte> input) => First(input);

    private static void First(ReadOnlySpan<byte> input)
    {
        if (input.Length > 2 && input[0] == 's')
        {
            Second(input);
        }
    }

    private static void Second(ReadOnlySpan<byte> input)
    {
        if (input[1] == 'm')
        {
            Third(input[2]);
        }
    }

    private static void Third(byte last)
    {
        if (last == 'a')
        {
            throw new InvalidOperationException("small");
        }
    }

    private static void Slow(byte[] input) => Thread.Sleep(300);

    // Fresh code takes longer than an input may run, as on a busy machine.
    private static void SlowOnFreshCode(byte[] input)
    {
        const string RanBefore = "LineFraming.Tests.SampleMethods.RanBefore";
        if (_counted++ == 0 && AppContext.GetData(RanBefore) is not null)
        {
            Thread.Sleep(4200);
        }

        AppContext.SetData(RanBefore, true);
        if (input.Length > 1)
        {
            throw new InvalidOperationException("slow on fresh code");
        }
    }

    private static void NeverReturnsOnFreshCode(byte[] input)
    {
        const string RanBefore = "LineFraming.Tests.SampleMethods.NeverReturnsOnFreshCode";
        if (_counted++ == 0 && AppContext.GetData(RanBefore) is not null)
        {
            Thread.Sleep(Timeout.Infinite);
        }

        AppContext.SetData(RanBefore, true);
        if (input.Length > 1)
        {
            throw new InvalidOperationException("no return on fresh code");
        }
    }

    private static void IsAskedToEnd(byte[] input)
    {
        _ = Kill(Environment.ProcessId, 2);
        _ = Kill(Environment.ProcessId, 15);
        Thread.Sleep(300);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private static int Returns(byte[] input) => input.Length;

    private static int OfADelegate(int number) => number + 1;

    private static Func<int, int> Delegate(int number) => number > 3 ? OfADelegate : _ => number;

    private static class Nested
    {
        private static void Run(byte[] input) => _ = input[0];
    }

    private static class Generic<T>
    {
        private static void Run(byte[] input) => _ = typeof(T);
    }
}

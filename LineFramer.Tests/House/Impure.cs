using System.Diagnostics;

namespace LineFraming.Tests;

/// <summary>One method for each kind of thing that the library must not name, for the check to be tried on.</summary>
internal static class Impure
{
    public static bool Socket(object candidate) => candidate is System.Net.Sockets.Socket;

    public static List<Stream> Stream() => [];

    public static bool File(string path) => System.IO.File.Exists(path);

    public static void Console() => System.Console.WriteLine();

    public static long Clock() => DateTime.UtcNow.Ticks;

    public static long Elapsed() => Stopwatch.GetTimestamp();

    public static long Ticks() => Environment.TickCount64;

    public static void Thread(Thread thread)
    {
    }

    public static async void Awaits() => await Task.CompletedTask;

    public static object Timer() => new System.Timers.Timer();

    public static int LockStatement(object gate)
    {
        lock (gate)
        {
            return gate.GetHashCode();
        }
    }

    public static bool Parallel(byte[] bytes) => bytes.AsParallel().Any();
}

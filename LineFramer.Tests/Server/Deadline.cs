using System.Diagnostics;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>Ends a wait that would otherwise hang the run, saying what never came.</summary>
internal static class Deadline
{
    /// <summary>Generous: only something that will never come takes so long, however busy the machine is.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Longest);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Longest.TotalSeconds} s in vain for {what}.");
        }
    }

    public static async Task<T> Within<T>(this Task<T> task, string what)
    {
        await Within((Task)task, what);
        return await task;
    }

    public static Task<T> Within<T>(this ValueTask<T> task, string what) => task.AsTask().Within(what);

    /// <summary>Waits for what no event announces: the server says what it counts, but not when.</summary>
    public static async Task Eventually(Func<bool> condition, string what)
    {
        long begin = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(begin) < Longest, $"Waited in vain for {what}.");
            await Task.Yield();
        }
    }
}

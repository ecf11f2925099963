using System.Diagnostics;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>Bounds a wait that would otherwise hang the run, and reports what never came.</summary>
internal static class Deadline
{
    /// <summary>Generous: even on a busy machine only something that never comes takes so long.</summary>
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

    /// <summary>Waits for a condition that no event announces, such as a count of the server.</summary>
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

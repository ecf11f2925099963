using Xunit;

namespace LineFraming.Tests;

/// <summary>Counts what a pass allocates on the managed heap, in bytes.</summary>
internal static class Allocated
{
    private const int Passes = 20;

    /// <summary>
    /// The least that any of 20 passes allocates on this thread. What a pass itself allocates, every pass does; but
    /// <see cref="System.Buffers.ArrayPool{T}.Shared"/> belongs to the whole process, and where the tests at its side or
    /// a collection have just emptied it, it makes a new array for the next request.
    /// </summary>
    public static long OnceWarm(Action pass) => OnceWarm(() =>
    {
        pass();
        return default;
    }).Result;

    /// <summary>The same for a pass that returns a task and stays on its thread.</summary>
    public static async Task<long> OnceWarm(Func<ValueTask> pass)
    {
        long min = long.MaxValue;
        for (int i = 0; i < Passes && min > 0; i++)
        {
            int thread = Environment.CurrentManagedThreadId;
            long before = GC.GetAllocatedBytesForCurrentThread();
            await pass();
            min = Math.Min(min, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
        }

        return min;
    }
}

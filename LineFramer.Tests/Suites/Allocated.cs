using Xunit;

namespace LineFraming.Tests;

/// <summary>Counts what a pass allocates on the managed heap, in bytes.</summary>
internal static class Allocated
{
    private const int Passes = 20;

    /// <summary>
    /// The minimum that any of 20 passes allocates on this thread. Allocations of the pass itself occur in every pass; but
    /// <see cref="System.Buffers.ArrayPool{T}.Shared"/> belongs to the whole process, and allocates a new array after other
    /// tests or a collection have emptied it.
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

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>
/// The properties about work that need no counts of the framer. One stream is compared with four of a quarter of its length, which
/// have as many bytes. A linear framer needs as much for the one as for the four, a quadratic one four times as much. The two
/// measurements are about equally long, so a busy machine disturbs them equally.
/// </summary>
internal static class GrowthProperties
{
    // The maximum ratio, between 1 for linear and 4 for quadratic work. Time may grow by more, because a long line does not fit into
    // the processor's cache and its arrays cause garbage collections. Where the quadratic part takes most of the time, the ratio is
    // near 4.
    private const double MaxGrowth = 2.2;
    private const double MaxGrowthOfTime = 2.5;

    // A ratio so far from quadratic that one round is enough.
    private const double SurelyLinear = 1.5;

    // How many bytes more, for each byte of the stream, a framer may allocate for one long line than for four of a quarter: a
    // growing buffer is replaced by a larger one, and decoded text takes two bytes a character. A framer that joins all chunks anew
    // allocates hundreds or thousands.
    private const int MaxBytesPerByte = 32;

    private const int AllocationRounds = 5;
    private const int MinTimeRounds = 3;

    // A violation is measured again for so long before it counts, because anything else on the machine can disturb a round.
    private static readonly TimeSpan MinMeasuringTime = TimeSpan.FromSeconds(2);

    // A shorter time is too short to compare; the next size decides.
    private static readonly TimeSpan Measurable = TimeSpan.FromMilliseconds(2);

    /// <summary>R11: one stream allocates about as much as four of a quarter of its length.</summary>
    /// <exception cref="PropertyViolatedException">It allocates more than twice as much.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void AllocationIsLinear(FramerFactory factory, FramerCase input)
    {
        FramerCase quarter = GrowthCases.Quarter(input);
        bool isElsewhere = Run(factory, quarter);
        long four = long.MaxValue;
        long one = long.MaxValue;
        for (int round = 0; round < AllocationRounds; round++)
        {
            four = Math.Min(four, Allocated(isElsewhere, 4, factory, quarter));
            one = Math.Min(one, Allocated(isElsewhere, 1, factory, input));
            if (one <= MaxGrowth * four || one - four <= (long)MaxBytesPerByte * input.Stream.Length)
            {
                return;
            }
        }

        Throw(
            input,
            quarter,
            string.Create(CultureInfo.InvariantCulture, $"allocate {four:N0} bytes"),
            string.Create(CultureInfo.InvariantCulture, $"{one:N0}"),
            (double)one / four);
    }

    /// <summary>R11: one stream takes about as long as four of a quarter of its length.</summary>
    /// <exception cref="PropertyViolatedException">However often it is tried, it takes more than twice as long.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void TimeIsLinear(FramerFactory factory, FramerCase input)
    {
        FramerCase quarter = GrowthCases.Quarter(input);
        bool isElsewhere = Run(factory, quarter);
        TimeSpan four = TimeSpan.MaxValue;
        TimeSpan one = TimeSpan.MaxValue;
        TimeSpan spent = TimeSpan.Zero;
        for (int round = 1; round <= MinTimeRounds || spent < MinMeasuringTime; round++)
        {
            four = Min(four, Time(isElsewhere, 4, factory, quarter));
            one = Min(one, Time(isElsewhere, 1, factory, input));
            if (one < Measurable || one <= (round < MinTimeRounds ? SurelyLinear : MaxGrowthOfTime) * four)
            {
                return;
            }

            spent += four + one;
        }

        Throw(input, quarter, $"take {Milliseconds(four)} ms", $"{Milliseconds(one)} ms", one / four);
    }

    /// <summary>How long one run over a case takes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TimeSpan TimeOf(FramerFactory factory, FramerCase input)
    {
        WorkClock ofThread = new(isElsewhere: false);
        WorkClock ofProcess = new(isElsewhere: true);
        return Run(factory, input) ? ofProcess.Elapsed : ofThread.Elapsed;
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw(FramerCase input, FramerCase quarter, string four, string one, double growth) => ContractViolation.R11Work(
        string.Create(
            CultureInfo.InvariantCulture,
            $"four streams of {quarter.Stream.Length:N0} bytes {four}, one of {input.Stream.Length:N0} {one}: {growth:F1} times as "
            + $"much, where linear work is 1 and quadratic work 4"));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Run(int times, FramerFactory factory, FramerCase input)
    {
        for (int i = 0; i < times; i++)
        {
            Run(factory, input);
        }
    }

    // Returns whether the framer was at work on other threads.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Run(FramerFactory factory, FramerCase input)
    {
        IFramer framer = factory(input.Options);
        new Feeder(framer, new EventLog()).FeedAll(input.View);
        return WholeRunFramer.Of(framer)?.UsesOtherThreads == true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TimeSpan Time(bool isElsewhere, int times, FramerFactory factory, FramerCase input)
    {
        WorkClock clock = new(isElsewhere);
        Run(times, factory, input);
        return clock.Elapsed;
    }

    // A reader may run, and allocate, on other threads; then all allocations of the process count. The minimum over the rounds has
    // the fewest by the rest of the process.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Allocated(bool isElsewhere, int times, FramerFactory factory, FramerCase input)
    {
        long before = isElsewhere ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread();
        Run(times, factory, input);
        return (isElsewhere ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread()) - before;
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture);

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

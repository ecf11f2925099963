using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>How long a fresh process took to make what the pass needs, and for the pass.</summary>
internal readonly record struct ColdTimes(TimeSpan Making, TimeSpan Pass)
{
    /// <summary>Reads what <see cref="ToString"/> wrote: two numbers of nanoseconds.</summary>
    /// <returns>The times; null if the text is none, or the pass took no time.</returns>
    public static ColdTimes? Parse(string text) =>
        text.Split(' ') is [string making, string pass]
        && long.TryParse(making, NumberStyles.None, CultureInfo.InvariantCulture, out long makingNanoseconds)
        && long.TryParse(pass, NumberStyles.None, CultureInfo.InvariantCulture, out long passNanoseconds)
        && passNanoseconds >= TimeSpan.NanosecondsPerTick
            ? new ColdTimes(OfNanoseconds(makingNanoseconds), OfNanoseconds(passNanoseconds))
            : null;

    /// <summary>For <see cref="Parse"/>.</summary>
    /// <returns>Two numbers of nanoseconds.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Making.TotalNanoseconds:F0} {Pass.TotalNanoseconds:F0}");

    private static TimeSpan OfNanoseconds(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}

namespace LineFraming.Testing;

/// <summary>The limits that a framer can be made with, in bytes of content (R3).</summary>
public sealed class LimitRange
{
    /// <summary>Declares a range.</summary>
    /// <param name="min">The smallest limit, from 0 to 2^30 - 1.</param>
    /// <param name="max">
    /// The largest limit, not below <paramref name="min"/>; equal to it for a framer with one fixed limit. No case has a limit over
    /// 2^30 - 1.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty, or <paramref name="min"/> is out of its range.</exception>
    public LimitRange(int min, int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(min);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(min, FramerOptions.NoLimit - 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        (Min, Max) = (min, Math.Min(max, FramerOptions.NoLimit - 1));
    }

    /// <summary>Every limit from 0.</summary>
    public static LimitRange Any { get; } = new(0, int.MaxValue);

    /// <summary>The smallest limit.</summary>
    public int Min { get; }

    /// <summary>The largest limit.</summary>
    public int Max { get; }

    internal bool Contains(int limit) => limit >= Min && limit <= Max;
}

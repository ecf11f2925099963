namespace LineFraming.Benchmarks;

/// <summary>What every loop must find: how many lines there are, and how many content bytes in them.</summary>
public readonly record struct Tally(long Lines, long ContentBytes)
{
    public Tally With(int length) => new(Lines + 1, ContentBytes + length);
}

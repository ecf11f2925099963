namespace LineFraming.Benchmarks;

/// <summary>The result that every loop must find: the number of lines, and of their content bytes.</summary>
public readonly record struct Tally(long Lines, long ContentBytes)
{
    public Tally With(int length) => new(Lines + 1, ContentBytes + length);
}

using System.Diagnostics;

namespace LineFraming.Testing;

/// <summary>
/// The cases that a property is trying now, on any number of threads: a case that has been tried for too long shows a framer
/// that does not return.
/// </summary>
internal sealed class Attempts
{
    private readonly Lock _oneAtATime = new();
    private readonly List<Attempt> _all = [];

    /// <summary>Adds an attempt, for cases that are tried at the same time as those of the others.</summary>
    public Attempt Add()
    {
        Attempt attempt = new();
        lock (_oneAtATime)
        {
            _all.Add(attempt);
        }

        return attempt;
    }

    /// <summary>A case that has been tried for longer than <paramref name="deadline"/>; null if none has.</summary>
    public FramerCase? Overdue(TimeSpan deadline)
    {
        lock (_oneAtATime)
        {
            return _all.Select(attempt => attempt.Overdue(deadline)).FirstOrDefault(input => input is not null);
        }
    }
}

/// <summary>A case that is being tried, and since when.</summary>
internal sealed class Attempt : IDisposable
{
    private Tried? _tried;

    /// <summary>Begins to try a case.</summary>
    public void Begin(FramerCase input) => Volatile.Write(ref _tried, new Tried(input, Stopwatch.GetTimestamp()));

    /// <summary>The attempt has ended, with any result.</summary>
    public void End() => Volatile.Write(ref _tried, null);

    /// <inheritdoc/>
    public void Dispose() => End();

    /// <summary>The case, if it has been tried for longer than <paramref name="deadline"/>.</summary>
    public FramerCase? Overdue(TimeSpan deadline) =>
        Volatile.Read(ref _tried) is { } tried && Stopwatch.GetElapsedTime(tried.Since) > deadline ? tried.Input : null;

    private sealed record Tried(FramerCase Input, long Since);
}

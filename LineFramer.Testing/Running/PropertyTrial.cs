using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>A property over a framer, case by case, with the differences that the framer declares.</summary>
internal sealed class PropertyTrial
{
    private readonly FramerProperty _property;
    private readonly FramerFactory _factory;
    private readonly ExpectedDifference[] _differences;
    private readonly Attempt _attempt;

    /// <summary>Begins the trial of a property.</summary>
    public PropertyTrial(FramerAdapter adapter, FramerProperty property, Attempts attempts)
    {
        _attempt = attempts.Add();
        _property = property;
        _factory = GuardedFramer.Around(adapter.Create);
        _differences = [.. adapter.Capabilities.ExpectedDifferences.Where(difference => property.Rules.Contains(difference.Rule))];
    }

    /// <summary>How many of the cases so far no declared difference covers.</summary>
    public int Uncovered { get; private set; }

    /// <summary>The declared differences that have shown.</summary>
    public HashSet<ExpectedDifference> Shown { get; } = [];

    /// <summary>Whether the property holds on a case, or a declared difference covers it.</summary>
    public bool Holds(FramerCase input)
    {
        ExpectedDifference? covering = Covering(input);
        Uncovered += covering is null ? 1 : 0;
        if (FailureOf(input) is null)
        {
            return true;
        }

        if (covering is not null)
        {
            Shown.Add(covering);
        }

        return covering is not null;
    }

    /// <summary>Whether the property fails on a case that no declared difference covers.</summary>
    public bool Fails(FramerCase input) =>
        ReferenceEquals(input, AsRun(input)) && Covering(input) is null && FailureOf(input) is not null;

    /// <summary>The case as the property runs it, which may set whether the stream ends.</summary>
    public FramerCase AsRun(FramerCase input) =>
        _property.IsEnded is { } isEnded && isEnded != input.IsEnded ? input with { IsEnded = isEnded } : input;

    /// <summary>Whether a declared difference covers a case that failed. Any thread may ask.</summary>
    public bool IsExpected(FramerCase input)
    {
        ExpectedDifference? covering = Covering(input);
        if (covering is not null)
        {
            lock (Shown)
            {
                Shown.Add(covering);
            }
        }

        return covering is not null;
    }

    /// <summary>How the property fails on a case; null if it holds.</summary>
    public Exception? FailureOf(FramerCase input) => FailureIn(_property.Check, input);

    /// <summary>How long the framer takes for a case; <see cref="TimeSpan.MaxValue"/> if it fails there.</summary>
    public TimeSpan TimeOf(FramerCase input)
    {
        TimeSpan time = TimeSpan.MaxValue;
        _ = FailureIn(
            [MethodImpl(MethodImplOptions.NoInlining)] (factory, input) => time = GrowthProperties.TimeOf(factory, input), input);
        return time;
    }

    // Begun and ended, so that a framer that does not return is reported with its case.
    private Exception? FailureIn(Action<FramerFactory, FramerCase> action, FramerCase input)
    {
        _attempt.Begin(input);
        try
        {
            action(_factory, input);
            return null;
        }
#pragma warning disable CA1031 // Whatever leaves a framer or its adapter is a finding.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }
        finally
        {
            _attempt.End();
        }
    }

    private ExpectedDifference? Covering(FramerCase input) =>
        _differences.Length == 0 ? null : Array.Find(_differences, difference => difference.Covers(AsRun(input)));
}

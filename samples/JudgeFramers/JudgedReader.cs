using System.Reflection;
using LineFraming.Testing;

namespace JudgeFramers;

/// <summary>
/// A line reader of another project: its name, its type and package, how the adapter reaches it, and what is known about it.
/// </summary>
internal sealed record JudgedReader(string Name, string Type, Type Source, string Reached, FramerAdapter Adapter)
{
    /// <summary>What is known to differ from the contract, each with the properties that it violates.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The maximum number of random cases for each property, for a reader that is slow to make.</summary>
    public int MaxCases { get; init; } = int.MaxValue;

    /// <summary>The maximum length of the streams of the exhaustive suite, for such a reader.</summary>
    public int MaxExhaustiveBytes { get; init; } = int.MaxValue;

    /// <summary>Properties that are violated on one run and not on another.</summary>
    public IReadOnlyList<string> Unsteady { get; init; } = [];

    /// <summary>The package and its version.</summary>
    public string Version
    {
        get
        {
            Assembly assembly = Source.Assembly;
            string version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
                ?? assembly.GetName().Version!.ToString();
            return assembly == typeof(object).Assembly || assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal)
                ? $".NET {Environment.Version}"
                : $"{assembly.GetName().Name} {version.Split('+')[0]}";
        }
    }

    /// <summary>What the findings do not explain: violations without a finding, and findings that the report does not confirm.</summary>
    public IEnumerable<string> Unexplained(FramerReport report)
    {
        string[] violated =
            [.. report.Results.Where(result => result.Verdict == PropertyVerdict.Violated).Select(result => result.Property.Name)];
        string[] known = [.. Findings.SelectMany(finding => finding.Properties).Distinct()];
        return
        [
            .. violated.Except(known).Except(Unsteady).Select(property => $"{Name}: {property} is violated, and no finding says why."),
            .. known.Except(violated).Select(property => $"{Name}: a finding says that {property} is violated, but it is not."),
        ];
    }
}

/// <summary>Something that a reader does and the contract does not allow.</summary>
internal sealed record Finding(FindingKind Kind, string What, params string[] Properties);

/// <summary>Whether a finding is a bug or intended.</summary>
internal enum FindingKind
{
    /// <summary>Lines, limits or work are wrong.</summary>
    Bug,

    /// <summary>It is intended, and its documents or its users rely on it.</summary>
    Policy,
}

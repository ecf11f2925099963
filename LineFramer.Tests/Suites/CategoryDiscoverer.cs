using Xunit.Abstractions;
using Xunit.Sdk;

namespace LineFraming.Tests;

/// <summary>Reports the category of a test to the runner.</summary>
public sealed class CategoryDiscoverer : ITraitDiscoverer
{
    /// <summary>The category of a session of the fuzzer, which takes seconds and a native program.</summary>
    public const string Session = "Session";

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) =>
        [new(nameof(ICategorized.Category), traitAttribute.GetNamedArgument<string>(nameof(ICategorized.Category)))];
}

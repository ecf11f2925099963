using Xunit.Sdk;

namespace LineFraming.Tests;

/// <summary>An attribute of tests that <c>dotnet test --filter Category=…</c> selects, whatever their classes are called.</summary>
public interface ICategorized : ITraitAttribute
{
    /// <summary>The name of the category.</summary>
    string Category { get; }
}

using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests how the dependencies of an assembly are found.</summary>
public sealed class AssemblyLocatorTests
{
    [Fact]
    public void Dependencies_that_cannot_be_read_are_one_line()
    {
        using TestFolder folder = new();
        string assembly = Path.Combine(folder.FullName, "Own.dll");
        File.WriteAllText(assembly, "");
        File.WriteAllText(Path.ChangeExtension(assembly, ".deps.json"), "{");
        FuzzRejectedException rejected = Assert.Throws<FuzzRejectedException>(() => new AssemblyLocator(assembly));
        Assert.StartsWith($"The dependencies of {assembly} cannot be read", rejected.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', rejected.Message);
    }
}

using System.Reflection;
using LineFraming.Testing;
using LineFraming.Testing.Xunit;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Properties have the same names in the code, in tests and in documents.</summary>
public sealed class PropertyNameTests
{
    [Fact]
    public void Every_property_is_a_test_of_the_suite_and_every_test_a_property()
    {
        IEnumerable<string> tests = typeof(FramerSuite).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.GetCustomAttribute<SkippableFactAttribute>() is not null)
            .Select(method => method.Name);
        Assert.Equal(
            FramerProperty.All.Select(property => property.Name).Order(StringComparer.Ordinal),
            tests.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_table_of_the_page_has_every_property_in_order()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "testing.md"));
        string[] rows =
        [
            .. page[page.IndexOf("## Properties", StringComparison.Ordinal)..]
                .Split('\n')
                .SkipWhile(line => !line.StartsWith('|'))
                .TakeWhile(line => line.StartsWith('|'))
                .Skip(2),
        ];
        Assert.Equal(FramerProperty.All.Select(property => property.Name), rows.Select(row => row.Split(' ')[1]));
    }

    [Fact]
    public void The_table_of_the_page_has_every_capability()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "testing.md"));
        Assert.All(
            typeof(FramerCapabilities).GetProperties(BindingFlags.Public | BindingFlags.Instance),
            capability => Assert.Contains($"`{capability.Name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_that_no_property_has_is_rejected_with_those_that_there_are()
    {
        ArgumentException rejected = Assert.Throws<ArgumentException>(() => FramerProperty.Named("R1_Chunking"));
        Assert.Contains("R1_Chunking_never_shows", rejected.Message, StringComparison.Ordinal);
    }
}

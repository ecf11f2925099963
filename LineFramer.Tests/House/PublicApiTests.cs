using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// The library's public surface is what LineFramer/PublicApi.txt says, so that no change of it goes unnoticed. To
/// accept a change, see <see cref="Accept"/>.
/// </summary>
public class PublicApiTests
{
    private const int MostDifferences = 10;

    private static readonly string Accepted = Path.Combine(Repository.Root, "LineFramer", "PublicApi.txt");

    [Fact]
    public void The_public_surface_is_the_accepted_one()
    {
        string[] actual = [.. PublicApi.Describe(LibraryAssembly.Types).SkipLast(1)];
        if (Accept.IsOn)
        {
            File.WriteAllText(Accepted, string.Concat(actual.Select(line => $"{line}\n")));
        }

        string[] accepted = File.Exists(Accepted) ? File.ReadAllLines(Accepted) : [];
        Assert.True(actual.SequenceEqual(accepted), Explain(accepted, actual));
    }

    // Lines are compared as sets: an added member then shows as one line, not as every line behind it.
    private static string Explain(string[] accepted, string[] actual)
    {
        IEnumerable<string> differences = accepted.Except(actual).Select(line => $"- {line}")
            .Concat(actual.Except(accepted).Select(line => $"+ {line}"))
            .DefaultIfEmpty("(the same lines in another order or number)")
            .Take(MostDifferences);
        return "The public surface of LineFramer is not the one in LineFramer/PublicApi.txt:\n\n"
            + string.Join('\n', differences)
            + $"\n\nIf it is meant to change: {Accept.Command}, and commit the file with a line in CHANGELOG.md.";
    }
}

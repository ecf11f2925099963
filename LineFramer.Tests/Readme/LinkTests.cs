using System.Text.RegularExpressions;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Every link within the repository leads to a file that exists, and to a heading in it.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Every_link_within_the_repository_leads_somewhere()
    {
        string[] documents = [.. Documents()];
        Assert.True(documents.Length > 10, $"{documents.Length} documents were found.");
        string[] links = [.. documents.SelectMany(LinksOf)];
        Assert.NotEmpty(links);
        Assert.Empty(documents.SelectMany(DeadLinksOf));
    }

    // Build output and downloads are not documents of the repository.
    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Where(
                file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(
                    part => part is "bin" or "obj" or "artifacts" or "StrykerOutput" or ".git"));

    private static IEnumerable<string> LinksOf(string document) =>
        Link().Matches(File.ReadAllText(document)).Select(match => match.Groups[1].Value)
        .Where(link => !link.Contains("://", StringComparison.Ordinal));

    private static IEnumerable<string> DeadLinksOf(string document) =>
        LinksOf(document)
            .Where(link => !Leads(document, link))
            .Select(link => $"{Path.GetRelativePath(Repository.Root, document)}: {link}");

    private static bool Leads(string document, string link)
    {
        string[] parts = link.Split('#', 2);
        string target = parts[0].Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, parts[0]);
        return parts.Length == 1
            ? File.Exists(target) || Directory.Exists(target)
            : File.Exists(target) && File.ReadLines(target).Any(line => line.StartsWith('#') && NameOf(line) == parts[1]);
    }

    // As GitHub names a heading in links.
    private static string NameOf(string heading) =>
        NotInNames().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInNames();
}

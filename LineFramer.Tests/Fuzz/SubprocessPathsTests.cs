using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests the paths that libFuzzer passes to a shell unquoted.</summary>
public sealed class SubprocessPathsTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string _root;

    public SubprocessPathsTests() => _root = Directory.CreateDirectory(Path.Combine(_folder.FullName, "a checkout ü")).FullName;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_path_within_the_checkout_is_relative_to_it()
    {
        using SubprocessPaths paths = new(new FuzzFolders(_root));
        Assert.Equal(Path.Combine("corpus", "chunking"), paths.Of(Path.Combine(_root, "corpus", "chunking")));
        Assert.Empty(Directory.GetFileSystemEntries(_root));
    }

    /// <summary>The root is not where the user is who reads the path.</summary>
    [Fact]
    public void A_file_that_is_named_by_a_relative_path_has_a_full_one()
    {
        using SubprocessPaths paths = new(new FuzzFolders(_root));
        string input = Path.Combine(_root, "found", "input");
        Assert.Equal(input, paths.FullPathOf(paths.Of(input)));
    }

    [SkippableTheory]
    [InlineData("input")]
    [InlineData("an input; it's mine")]
    public void A_file_anywhere_is_read_and_written_by_a_plain_path(string name)
    {
        Needs.SymbolicLinks();
        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.FullName, "my inputs")).FullName, name);
        File.WriteAllText(file, "before");
        using (SubprocessPaths paths = new(new FuzzFolders(_root)))
        {
            string path = paths.Of(file);
            Assert.True(SubprocessPaths.IsPlain(path), path);
            string seenFromRoot = Path.Combine(_root, path);
            Assert.Equal("before", File.ReadAllText(seenFromRoot));
            File.WriteAllText(seenFromRoot, "after");
        }

        Assert.Equal("after", File.ReadAllText(file));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_root, "artifacts", "fuzz")));
    }

    [SkippableFact]
    public void A_folder_anywhere_is_listed_by_a_plain_path_and_outlives_its_link()
    {
        Needs.SymbolicLinks();
        string inputs = Directory.CreateDirectory(Path.Combine(_folder.FullName, "my inputs")).FullName;
        File.WriteAllText(Path.Combine(inputs, "one"), "");
        using (SubprocessPaths paths = new(new FuzzFolders(_root)))
        {
            string path = paths.Of(inputs);
            Assert.True(SubprocessPaths.IsPlain(path), path);
            Assert.Equal(["one"], Directory.GetFiles(Path.Combine(_root, path)).Select(Path.GetFileName));
            Assert.NotEqual(path, paths.Of(inputs));
            Assert.Equal(Path.Combine(inputs, "one"), Path.GetFullPath(paths.FullPathOf($"{path}/one")));
        }

        Assert.Equal(["one"], Directory.GetFiles(inputs).Select(Path.GetFileName));
    }
}

using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that abandoned temporary folders are deleted and used ones are not.</summary>
public sealed class TemporaryFolderTests
{
    [Fact]
    public void A_folder_is_deleted_with_its_contents()
    {
        using TestFolder parent = new();
        using (TemporaryFolder used = new(parent.FullName, "used-"))
        {
            File.WriteAllText(Path.Combine(used.Path, "file"), "");
        }

        Assert.Empty(Directory.GetFileSystemEntries(parent.FullName));
    }

    [Fact]
    public void The_path_is_full_though_the_parent_is_relative()
    {
        using TestFolder parent = new();
        using TemporaryFolder used = new(Path.GetRelativePath(Environment.CurrentDirectory, parent.FullName), "used-");
        Assert.Equal(parent.FullName, Path.GetDirectoryName(used.Path));
    }

    [LinuxFact]
    public void The_next_process_deletes_abandoned_folders_but_not_used_ones()
    {
        using TestFolder parent = new();
        Directory.CreateDirectory(Path.Combine(parent.FullName, "used-left", "inputs"));
        File.WriteAllText(Path.Combine(parent.FullName, "used-left.lock"), "");
        Directory.CreateDirectory(Path.Combine(parent.FullName, "other"));
        File.WriteAllText(Path.Combine(parent.FullName, "other.lock"), "");
        using TemporaryFolder used = new(parent.FullName, "used-");
        using (new TemporaryFolder(parent.FullName, "used-"))
        {
            Assert.True(Directory.Exists(used.Path));
        }

        Assert.Equal(
            new[] { "other", "other.lock", Path.GetFileName(used.Path), Path.GetFileName(used.Path) + ".lock" },
            Directory.GetFileSystemEntries(parent.FullName).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}

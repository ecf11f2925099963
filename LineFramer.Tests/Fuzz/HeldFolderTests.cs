using Xunit;

namespace LineFraming.Tests;

/// <summary>Nothing that a process needed for a time is left for long, and nothing that another one needs is removed.</summary>
public sealed class HeldFolderTests
{
    [Fact]
    public void A_folder_goes_with_all_that_is_in_it()
    {
        using TestFolder parent = new();
        using (HeldFolder held = new(parent.FullName, "held-"))
        {
            File.WriteAllText(Path.Combine(held.Path, "file"), "");
        }

        Assert.Empty(Directory.GetFileSystemEntries(parent.FullName));
    }

    [LinuxFact]
    public void What_a_killed_process_left_goes_with_the_next_and_what_is_held_stays()
    {
        using TestFolder parent = new();
        Directory.CreateDirectory(Path.Combine(parent.FullName, "held-left", "inputs"));
        File.WriteAllText(Path.Combine(parent.FullName, "held-left.lock"), "");
        Directory.CreateDirectory(Path.Combine(parent.FullName, "other"));
        File.WriteAllText(Path.Combine(parent.FullName, "other.lock"), "");
        using HeldFolder held = new(parent.FullName, "held-");
        using (new HeldFolder(parent.FullName, "held-"))
        {
            Assert.True(Directory.Exists(held.Path));
        }

        Assert.Equal(
            new[] { Path.GetFileName(held.Path), Path.GetFileName(held.Path) + ".lock", "other", "other.lock" },
            Directory.GetFileSystemEntries(parent.FullName).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}

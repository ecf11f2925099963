namespace LineFraming.FuzzEngine;

/// <summary>
/// A temporary folder, deleted when disposed of. It has a lock file next to it, so that the next process that makes one in the
/// same place can delete folders that killed processes left.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string LockExtension = ".lock";

    private readonly FileStream _lock;

    /// <summary>Makes the folder, and deletes abandoned ones.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Making the folder is not permitted.</exception>
    public TemporaryFolder(string parent, string prefix)
    {
        // In full, because processes with another working folder are given paths in it, and TMPDIR may be relative.
        Path = System.IO.Path.Combine(System.IO.Path.GetFullPath(parent), $"{prefix}{Guid.NewGuid():n}");

        // The lock is made first: a folder without one would never be deleted if this process were killed now.
        _lock = new FileStream(Path + LockExtension, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        try
        {
            Directory.CreateDirectory(Path);
            RemoveAbandoned(parent, prefix);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The path of the folder.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        using (_lock)
        {
            Remove(Path);
        }
    }

    private void RemoveAbandoned(string parent, string prefix)
    {
        // If the file system cannot lock files, abandoned folders cannot be recognized.
        using FileStream? own = TryLock(_lock.Name);
        if (own is not null)
        {
            return;
        }

        foreach (string file in Directory.GetFiles(parent, $"{prefix}*{LockExtension}"))
        {
            using FileStream? abandoned = TryLock(file);
            if (abandoned is not null)
            {
                Remove(file[..^LockExtension.Length]);
            }
        }
    }

    private static FileStream? TryLock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            File.Delete(folder + LockExtension);
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            // The next process tries again.
        }
    }
}

namespace LineFraming.FuzzEngine;

/// <summary>
/// A folder for as long as this process needs it. A lock file beside it is held meanwhile, so that the next process that
/// makes one in the same place removes what a killed process has left.
/// </summary>
internal sealed class HeldFolder : IDisposable
{
    private const string LockEnding = ".lock";

    private readonly FileStream _lock;

    /// <summary>Makes the folder, and removes those that no process uses any more.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public HeldFolder(string parent, string prefix)
    {
        Path = System.IO.Path.Combine(parent, $"{prefix}{Guid.NewGuid():n}");

        // The lock first: a folder without one would be left if this process were killed now.
        _lock = new FileStream(Path + LockEnding, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
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

    /// <summary>Where it is.</summary>
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
        // Where files cannot be locked, no lock says that a folder is abandoned.
        using FileStream? own = TryLock(_lock.Name);
        if (own is not null)
        {
            return;
        }

        foreach (string file in Directory.GetFiles(parent, $"{prefix}*{LockEnding}"))
        {
            using FileStream? abandoned = TryLock(file);
            if (abandoned is not null)
            {
                Remove(file[..^LockEnding.Length]);
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

            File.Delete(folder + LockEnding);
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            // The next one tries again.
        }
    }
}

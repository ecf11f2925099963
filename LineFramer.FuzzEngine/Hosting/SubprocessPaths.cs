namespace LineFraming.FuzzEngine;

/// <summary>
/// Paths for a libFuzzer that runs itself again, as it does to minimize and to merge: it joins its own name and its
/// arguments with spaces and hands the result to a shell, so none of them may have a meaning there. A path within the
/// folder is given relative to it; any other that needs it is reached by a symbolic link, which
/// <see cref="Dispose"/> removes.
/// </summary>
internal sealed class SubprocessPaths(FuzzFolders folders) : IDisposable
{
    private readonly string _links = Path.Combine(folders.Artifacts, $"links-{Guid.NewGuid():n}");
    private int _count;

    /// <summary>The path by which libFuzzer and its subprocesses reach a file or folder.</summary>
    public string Of(string path)
    {
        string full = Path.GetFullPath(path);
        string relative = Path.GetRelativePath(folders.Root, full);
        if (IsPlain(relative))
        {
            return relative;
        }

        Directory.CreateDirectory(_links);
        string link = Path.Combine(_links, $"{_count++}");
        if (Directory.Exists(full))
        {
            Directory.CreateSymbolicLink(link, full);
        }
        else
        {
            File.CreateSymbolicLink(link, full);
        }

        return Path.GetRelativePath(folders.Root, link);
    }

    /// <summary>Whether a shell reads a text as the one word that it is.</summary>
    public static bool IsPlain(string text) => ShellWord.Quote(text) == text;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(_links))
        {
            Directory.Delete(_links, recursive: true);
        }
    }
}

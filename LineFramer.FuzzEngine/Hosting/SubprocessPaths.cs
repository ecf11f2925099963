namespace LineFraming.FuzzEngine;

/// <summary>
/// Makes paths for a libFuzzer that starts itself again, as it does to minimize and to merge. It joins its name and its
/// arguments with spaces and passes the result to a shell, so no path may contain a character that is special to a shell.
/// A path within the root folder becomes relative; if that is not enough, a symbolic link replaces it, which
/// <see cref="Dispose"/> removes.
/// </summary>
internal sealed class SubprocessPaths(FuzzFolders folders) : IDisposable
{
    // What the links stand for.
    private readonly Dictionary<string, string> _originals = [];
    private readonly string _links = Path.Combine(folders.Artifacts, $"links-{Guid.NewGuid():n}");
    private int _count;

    /// <summary>Returns the path by which libFuzzer and its subprocesses reach a file or folder.</summary>
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

        string given = Path.GetRelativePath(folders.Root, link);
        _originals.Add(given, full);
        return given;
    }

    /// <summary>Returns the full path of a file that libFuzzer names by one of these paths, or by one within it.</summary>
    public string FullPathOf(string named)
    {
        foreach ((string given, string full) in _originals)
        {
            if (named == given || named.StartsWith($"{given}/", StringComparison.Ordinal))
            {
                return full + named[given.Length..];
            }
        }

        return Path.GetFullPath(named, folders.Root);
    }

    /// <summary>Whether a shell reads a text unchanged, as one word.</summary>
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

using System.IO.Compression;
using System.IO.Enumeration;
using System.Text;

namespace LineFraming.Fuzz;

/// <summary>A target in a build folder of ClusterFuzz: an executable and the files that ClusterFuzz finds by its name.</summary>
internal sealed record ExportedTarget(string Name, FuzzTarget Target)
{
    /// <summary>Separates a target from the member of the gallery that it runs.</summary>
    public const string MemberSeparator = "__";

    private const string UserMethodsFolder = "own";

    private static readonly string[] NamesOfTargets = ["_fuzzer", "_fuzztest", "_fuzz_test"];
    private static readonly string[] Markers = ["LLVMFuzzerTestOneInput", "LLVMFuzzerRunDriver"];

    /// <summary>Finds a target by a name such as TARGET or TARGET__MEMBER, or a planted bug.</summary>
    /// <exception cref="FuzzRejectedException">There is no such target.</exception>
    public static ExportedTarget Named(string name)
    {
        string[] parts = name.Split(MemberSeparator, 2);
        FuzzTarget target = FuzzCommandLine.WithPlanted.FirstOrDefault(known => known.Name == parts[0])
            ?? throw new FuzzRejectedException(FuzzCommandLine.UnknownTarget(parts[0]));
        return parts.Length == 1 ? new(name, target)
            : target is not LineTarget { RunOver: not null }
                ? throw new FuzzRejectedException($"{parts[0]} cannot run a member of the gallery.")
            : FuzzCommandLine.WrongFramer([target], parts[1]) is { } wrong ? throw new FuzzRejectedException(wrong)
            : new(name, ((LineTarget)target).OverMember(parts[1]));
    }

    /// <summary>Makes a target for a user's method, named after the method with underscores for characters that are not allowed.</summary>
    public static ExportedTarget Of(FuzzTarget own) =>
        new(string.Concat(own.Method.Method.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_')), own);

    /// <summary>Whether the method's assembly is not this program's.</summary>
    public bool IsOwn => Target.Method.Assembly != ThisProgram.Assembly;

    /// <summary>Writes the executable and its files, and returns a line about them.</summary>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public string WriteTo(string folder, string host, TargetFile file, bool isSanitized)
    {
        string path = Path.Combine(folder, Name);
        ProgramFiles.Copy(host, path);
        file.Write(path, Target.Method, IsOwn ? CopyOwn(folder) : ProgramFiles.Assembly);
        bool hasWords = SessionDictionary.Write($"{path}.dict", Target);
        if (!hasWords)
        {
            File.Delete($"{path}.dict");
        }

        string[] options = Options(isSanitized);
        File.Delete($"{path}.options");
        if (options.Length > 0)
        {
            File.WriteAllLines($"{path}.options", options);
        }

        string[] written =
        [
            $"{WriteSeeds($"{path}_seed_corpus.zip")} seeds",
            .. hasWords ? ["a dictionary"] : (string[])[],
            .. options.Where(line => line.Contains('=', StringComparison.Ordinal)),
            .. IsOwn ? LinkedFolders().Select(linked => $"without {linked}, which is a link to a folder") : [],
        ];
        return $"{Name}: {string.Join(", ", written)}";
    }

    private string[] Options(bool isSanitized) =>
    [
        .. Target.MaxLength is { } length ? ["[libfuzzer]", $"max_len={length}"] : (string[])[],
        .. isSanitized ? ["[asan]", "detect_leaks=0"] : (string[])[],
    ];

    private int WriteSeeds(string archive)
    {
        File.Delete(archive);
        int count = Target.Seeds is { } seeds ? FuzzCorpus.FilesOf(seeds).Count : 0;
        if (count > 0)
        {
            ZipFile.CreateFromDirectory(Target.Seeds!, archive);
        }

        return count;
    }

    /// <summary>
    /// Copies the whole folder of the assembly, because its dependencies are there, and returns the path of the copy. The folder of
    /// the targets, if it is within it, links to folders, which may lead back, and files that ClusterFuzz would run as targets are left
    /// out.
    /// </summary>
    internal string CopyOwn(string folder)
    {
        string source = Path.GetDirectoryName(Target.Method.Assembly)!;
        string targets = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        List<string> files = [.. Within(source, isWanted: (ref entry) => !entry.IsDirectory)
            .Where(file => !(IsWithin(targets, source) && IsWithin(file, targets)) && !LooksLikeTarget(file))];
        string copy = $"{UserMethodsFolder}/{Name}";
        files.ForEach(file => ProgramFiles.Copy(file, Path.Combine(folder, copy, Path.GetRelativePath(source, file))));
        return $"{copy}/{Path.GetFileName(Target.Method.Assembly)}";
    }

    private IEnumerable<string> LinkedFolders()
    {
        string source = Path.GetDirectoryName(Target.Method.Assembly)!;
        return Within(source, isWanted: (ref entry) => entry.IsDirectory && IsLink(ref entry))
            .Select(linked => Path.GetRelativePath(source, linked));
    }

    private static FileSystemEnumerable<string> Within(string folder, FileSystemEnumerable<string>.FindPredicate isWanted) =>
        new(
            folder,
            (ref entry) => entry.ToFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = isWanted,
            ShouldRecursePredicate = (ref entry) => !IsLink(ref entry),
        };

    private static bool IsLink(ref FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static bool IsWithin(string path, string folder) =>
        path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Whether ClusterFuzz would run a file as a target.</summary>
    internal static bool LooksLikeTarget(string file)
    {
        if (Path.GetExtension(file) is not ("" or ".exe" or ".par"))
        {
            return false;
        }

        string name = Path.GetFileNameWithoutExtension(file);
        if (Array.Exists(NamesOfTargets, ending => name.EndsWith(ending, StringComparison.Ordinal)))
        {
            return true;
        }

        string content = File.ReadAllText(file, Encoding.Latin1);
        return Array.Exists(Markers, marker => content.Contains(marker, StringComparison.Ordinal));
    }
}

using System.IO.Compression;
using System.Text;

namespace LineFraming.Fuzz;

/// <summary>A target as ClusterFuzz finds it in a build folder: an executable, and beside it what goes by its name.</summary>
/// <param name="Name">Its file's name.</param>
/// <param name="Target">The target.</param>
internal sealed record ExportedTarget(string Name, FuzzTarget Target)
{
    /// <summary>What is between a target and the member of the gallery that it runs over.</summary>
    public const string MemberFollows = "__";

    private const string FolderOfOwn = "own";

    private static readonly string[] NamesOfTargets = ["_fuzzer", "_fuzztest", "_fuzz_test"];
    private static readonly string[] Markers = ["LLVMFuzzerTestOneInput", "LLVMFuzzerRunDriver"];

    /// <summary>The target or the planted bug of that name.</summary>
    /// <param name="name">TARGET, TARGET__MEMBER or a planted bug.</param>
    /// <exception cref="FuzzRejectedException">There is none.</exception>
    public static ExportedTarget Named(string name)
    {
        string[] parts = name.Split(MemberFollows, 2);
        FuzzTarget target = FuzzCommandLine.WithPlanted.FirstOrDefault(known => known.Name == parts[0])
            ?? throw new FuzzRejectedException(FuzzCommandLine.NotATarget(parts[0]));
        return parts.Length == 1 ? new(name, target)
            : target is not LineTarget { RunOver: not null } ? throw new FuzzRejectedException($"{parts[0]} cannot run over a member of the gallery.")
            : FuzzCommandLine.WrongFramer([target], parts[1]) is { } wrong ? throw new FuzzRejectedException(wrong)
            : new(name, ((LineTarget)target).Over(BugGallery.All.First(known => known.Name == parts[1])));
    }

    /// <summary>A method of one's own, by its full name with an underscore for what no name of a target has.</summary>
    public static ExportedTarget Of(FuzzTarget own) =>
        new(string.Concat(own.Method.Method.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_')), own);

    /// <summary>Whether the method's assembly is another than this program's.</summary>
    public bool IsOwn => Target.Method.Assembly != ThisProgram.Assembly;

    /// <summary>Writes the executable and what goes by its name.</summary>
    /// <param name="folder">The folder of the targets.</param>
    /// <param name="host">The executable.</param>
    /// <param name="file">What it runs in.</param>
    /// <param name="isSanitized">Whether it has AddressSanitizer.</param>
    /// <returns>What was written, for people.</returns>
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

    // The whole folder of the assembly, in which it finds what it needs; not the folder of the targets, if that is within it, and
    // nothing that would be taken for a target.
    private string CopyOwn(string folder)
    {
        string source = Path.GetDirectoryName(Target.Method.Assembly)!;
        string targets = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        List<string> files = [.. Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(targets, StringComparison.Ordinal) && !IsTakenForTarget(file))];
        string copy = $"{FolderOfOwn}/{Name}";
        files.ForEach(file => ProgramFiles.Copy(file, Path.Combine(folder, copy, Path.GetRelativePath(source, file))));
        return $"{copy}/{Path.GetFileName(Target.Method.Assembly)}";
    }

    /// <summary>Whether ClusterFuzz would run a file as a target.</summary>
    internal static bool IsTakenForTarget(string file)
    {
        if (Path.GetExtension(file) is not ("" or ".exe" or ".par"))
        {
            return false;
        }

        string name = Path.GetFileNameWithoutExtension(file);
        return Array.Exists(NamesOfTargets, ending => name.EndsWith(ending, StringComparison.Ordinal))
            || (File.ReadAllText(file, Encoding.Latin1) is var content && Array.Exists(Markers, marker => content.Contains(marker, StringComparison.Ordinal)));
    }
}

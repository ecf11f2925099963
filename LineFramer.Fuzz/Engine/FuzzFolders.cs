namespace LineFraming.Fuzz;

/// <summary>Where a session reads and writes: in the checkout that it is run in, or in any folder for a method of one's own.</summary>
internal sealed class FuzzFolders
{
    /// <summary>What the names begin with of what sessions have in the folder for temporary files.</summary>
    public const string TemporaryPrefix = "lineframer-fuzz-";

    private FuzzFolders(string root) => Root = root;

    /// <summary>The checkout, or the folder.</summary>
    public string Root { get; }

    /// <summary>What sessions leave; not in version control.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts", "fuzz");

    /// <summary>How sessions went, a file a target.</summary>
    public string Logs => Directory.CreateDirectory(Path.Combine(Artifacts, "logs")).FullName;

    /// <summary>A folder that need not be in a checkout.</summary>
    public static FuzzFolders Of(string folder) => new(folder);

    /// <summary>The checkout that this program was built in, for what is built of it; if there is none, a folder.</summary>
    public static FuzzFolders OfProgram(string folder) => Around(AppContext.BaseDirectory) ?? Of(folder);

    /// <summary>The checkout around a folder.</summary>
    /// <exception cref="FuzzRefusedException">The folder is in none.</exception>
    public static FuzzFolders Find(string folder) =>
        Around(folder) ?? throw new FuzzRefusedException($"{folder} is not in a checkout of LineFramer, where the corpus is.");

    private static FuzzFolders? Around(string folder)
    {
        for (string? candidate = folder; candidate is not null; candidate = Path.GetDirectoryName(candidate))
        {
            if (File.Exists(Path.Combine(candidate, "LineFramer.sln")))
            {
                return new FuzzFolders(candidate);
            }
        }

        return null;
    }

    /// <summary>The project of this program, as a command in the folder names it.</summary>
    public static string ProjectFrom(string folder)
    {
        const string Project = "LineFramer.Fuzz";
        string root = OfProgram(folder).Root;
        return root == folder ? Project : Path.Combine(root, Project);
    }

    /// <summary>The committed inputs of a target, which a session reads.</summary>
    /// <exception cref="FuzzRefusedException">It cannot be read.</exception>
    public string SeedsOf(string target)
    {
        string folder = Path.Combine(Root, "corpus", target);
        try
        {
            Directory.GetFiles(folder);
            return folder;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new FuzzRefusedException($"Cannot read the corpus: {unreadable.Message}");
        }
    }

    /// <summary>The inputs that sessions over a target found, which they read and add to.</summary>
    public string CorpusOf(string target) => Directory.CreateDirectory(Path.Combine(Artifacts, "corpus", target)).FullName;

    /// <summary>An empty folder for a session that begins without any inputs.</summary>
    public HeldFolder EmptyCorpus() => new(Directory.CreateDirectory(Path.Combine(Artifacts, "corpus-from-empty")).FullName, "");

    /// <summary>Where findings go, each in a file of its own.</summary>
    public string FindingsOf(string target) => Directory.CreateDirectory(Path.Combine(Artifacts, "findings", target)).FullName;

    /// <summary>The delimiters as a dictionary for libFuzzer, which then need not find them byte by byte.</summary>
    public string WriteDictionary()
    {
        string file = Path.Combine(Directory.CreateDirectory(Artifacts).FullName, "delimiters.dict");
        IEnumerable<string> delimiters = DelimiterChoice.All.SelectMany(choice => choice.Strings).Select(InHex).Distinct();
        File.WriteAllLines(file, delimiters);
        return file;
    }

    private static string InHex(byte[] bytes) => $"\"{string.Concat(bytes.Select(b => $"\\x{b:x2}"))}\"";
}

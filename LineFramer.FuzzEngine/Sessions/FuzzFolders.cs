namespace LineFraming.FuzzEngine;

/// <summary>Where sessions write: in a folder of one's own choice.</summary>
internal sealed record FuzzFolders(string Root)
{
    /// <summary>What the names begin with of what sessions have in the folder for temporary files.</summary>
    public const string TemporaryPrefix = "lineframer-fuzz-";

    /// <summary>What sessions leave; not in version control.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts", "fuzz");

    /// <summary>How sessions went, a file a target.</summary>
    public string Logs => Directory.CreateDirectory(Path.Combine(Artifacts, "logs")).FullName;

    /// <summary>The inputs that sessions over a target found, which they read and add to.</summary>
    public string CorpusOf(FuzzTarget target) => Directory.CreateDirectory(Path.Combine(Artifacts, "corpus", target.FolderName)).FullName;

    /// <summary>An empty folder for a session that begins without any inputs.</summary>
    public HeldFolder EmptyCorpus() => new(Directory.CreateDirectory(Path.Combine(Artifacts, "corpus-from-empty")).FullName, "");

    /// <summary>Where findings go, each in a file of its own.</summary>
    public string FindingsOf(FuzzTarget target) => Directory.CreateDirectory(Path.Combine(Artifacts, "findings", target.FolderName)).FullName;

    /// <summary>The target's dictionary for libFuzzer, which is written first; null if it has none.</summary>
    public string? DictionaryOf(FuzzTarget target)
    {
        string file = Path.Combine(Directory.CreateDirectory(Artifacts).FullName, $"{target.FolderName}.dict");
        return SessionDictionary.Write(file, target) ? file : null;
    }
}

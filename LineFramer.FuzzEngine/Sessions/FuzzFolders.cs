namespace LineFraming.FuzzEngine;

/// <summary>The folders that sessions write to, within a folder that the user chooses.</summary>
internal sealed record FuzzFolders(string Root)
{
    /// <summary>The prefix of temporary folders of sessions.</summary>
    public const string TemporaryPrefix = "lineframer-fuzz-";

    /// <summary>The folder for everything that sessions leave; it is not under version control.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts", "fuzz");

    /// <summary>The folder for session logs, one file per target.</summary>
    public string Logs => Directory.CreateDirectory(Path.Combine(Artifacts, "logs")).FullName;

    /// <summary>Returns the local corpus of a target, which sessions read and add to.</summary>
    public string CorpusOf(FuzzTarget target) => Directory.CreateDirectory(Path.Combine(Artifacts, "corpus", target.FolderName)).FullName;

    /// <summary>Makes an empty folder for a session that starts without inputs.</summary>
    public TemporaryFolder EmptyCorpus() => new(Directory.CreateDirectory(Path.Combine(Artifacts, "corpus-from-empty")).FullName, "");

    /// <summary>Returns the folder for the findings of a target, one file per finding.</summary>
    public string FindingsOf(FuzzTarget target) =>
        Directory.CreateDirectory(Path.Combine(Artifacts, "findings", target.FolderName)).FullName;
}

namespace LineFraming.Fuzz;

/// <summary>A checkout of this project, with the committed corpus.</summary>
internal sealed record Checkout(string Root)
{
    private const string Mark = "LineFramer.sln";

    /// <summary>Where sessions write in it.</summary>
    public FuzzFolders Folders => new(Root);

    /// <summary>The checkout around a folder.</summary>
    /// <exception cref="FuzzRejectedException">The folder is in none.</exception>
    public static Checkout Find(string folder) =>
        Around(folder) ?? throw new FuzzRejectedException($"{folder} is not in a checkout of LineFramer, where the corpus is.");

    /// <summary>The checkout that this program was built in; null if it was installed.</summary>
    public static Checkout? OfProgram() => Around(AppContext.BaseDirectory);

    /// <summary>The committed inputs of a target, which a session reads.</summary>
    /// <exception cref="FuzzRejectedException">The folder cannot be read.</exception>
    public string SeedsOf(FuzzTarget target)
    {
        string folder = Path.Combine(Root, "corpus", target.Name);
        try
        {
            Directory.GetFiles(folder);
            return folder;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new FuzzRejectedException($"Cannot read the corpus: {unreadable.Message}");
        }
    }

    /// <summary>The checkout around a folder; null if it is in none.</summary>
    public static Checkout? Around(string folder)
    {
        for (string? candidate = folder; candidate is not null; candidate = Path.GetDirectoryName(candidate))
        {
            if (File.Exists(Path.Combine(candidate, Mark)))
            {
                return new(candidate);
            }
        }

        return null;
    }
}

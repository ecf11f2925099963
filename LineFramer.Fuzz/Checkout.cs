namespace LineFraming.Fuzz;

/// <summary>A checkout of this project, which contains the committed corpus.</summary>
internal sealed record Checkout(string Root)
{
    private const string Mark = "LineFramer.sln";

    /// <summary>The folders that sessions write to.</summary>
    public FuzzFolders Folders => new(Root);

    /// <summary>Finds the checkout that contains a folder.</summary>
    /// <exception cref="FuzzRejectedException">The folder is not in a checkout.</exception>
    public static Checkout Find(string folder) =>
        Around(folder) ?? throw new FuzzRejectedException($"{folder} is not in a checkout of LineFramer, which contains the corpus.");

    /// <summary>Finds the checkout that this program was built in; null if it was installed.</summary>
    public static Checkout? OfProgram() => Around(AppContext.BaseDirectory);

    /// <summary>Returns the folder with the committed inputs of a target.</summary>
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

    /// <summary>Finds the checkout that contains a folder; null if there is none.</summary>
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

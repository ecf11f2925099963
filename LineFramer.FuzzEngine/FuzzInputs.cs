namespace LineFraming.FuzzEngine;

/// <summary>Turns the inputs of a folder into test cases: one test per input, named after the input.</summary>
public static class FuzzInputs
{
    /// <summary>
    /// Lists each file of a folder and its subfolders in the order of their paths, for xunit's <c>MemberData</c> and NUnit's
    /// <c>TestCaseSource</c>.
    /// </summary>
    /// <param name="folder">
    /// The folder. A relative path is looked up in the folder of the running program and then in each of its parents. So
    /// <c>corpus/parse</c> is found in the test project or at the root of the repository, whatever the working directory is.
    /// </param>
    /// <returns>The arguments of one test for each input: a <see cref="FuzzInput"/>.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">The folder has no inputs, so nothing would be tested.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IEnumerable<object[]> In(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Find(folder);
        IReadOnlyList<string> files = FuzzCorpus.FilesOf(path);
        return files.Count == 0
            ? throw new ArgumentException($"{path} has no inputs, so nothing would be tested.", nameof(folder))
            : [.. files.Select(file => (object[])[new FuzzInput(Path.GetRelativePath(path, file), File.ReadAllBytes(file))])];
    }

    private static string Find(string folder)
    {
        for (string? above = AppContext.BaseDirectory; above is not null; above = Path.GetDirectoryName(above))
        {
            if (Directory.Exists(Path.Combine(above, folder)))
            {
                return Path.GetFullPath(Path.Combine(above, folder));
            }
        }

        throw new DirectoryNotFoundException($"There is no folder {folder} in {AppContext.BaseDirectory} or in a folder above it.");
    }
}

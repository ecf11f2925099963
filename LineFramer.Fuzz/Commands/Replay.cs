namespace LineFraming.Fuzz;

/// <summary>Runs corpus files through their targets, without a fuzzing engine.</summary>
/// <param name="output">Gets a line for every file, and for a failure all there is to know.</param>
public sealed class Replay(TextWriter output)
{
    /// <summary>How many files were run.</summary>
    public int Inputs { get; private set; }

    /// <summary>How many of them made their target throw.</summary>
    public int Failures { get; private set; }

    /// <summary>What came of it, in one line.</summary>
    public string Summary => $"{Inputs} inputs, {Failures} failed";

    /// <summary>Runs the files of a folder and of the folders in it, in the order of their names, or one file.</summary>
    /// <param name="target">What to run them through.</param>
    /// <param name="path">A file or a folder.</param>
    /// <exception cref="IOException">The path is not there or cannot be read.</exception>
    public void Run(FuzzTarget target, string path)
    {
        foreach (string file in FilesOf(path))
        {
            RunFile(target, file);
        }
    }

    /// <summary>The files of a folder and of the folders in it, in the order of their names, or the one file.</summary>
    /// <param name="path">A file or a folder.</param>
    /// <returns>Their paths.</returns>
    /// <exception cref="IOException">The path is not there or cannot be read.</exception>
    public static string[] FilesOf(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        string[] files = Directory.GetFiles(path, "*", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private void RunFile(FuzzTarget target, string file)
    {
        byte[] input = File.ReadAllBytes(file);
        Inputs++;
        try
        {
            target.Run(input);
            output.WriteLine($"ok    {target.Name} {Path.GetFileName(file)}: {target.Describe(input)}");
        }
#pragma warning disable CA1031 // Whatever leaves a target is a finding.
        catch (Exception finding)
#pragma warning restore CA1031
        {
            Failures++;
            output.WriteLine($"FAIL  {target.Name} {Path.GetFileName(file)}: {target.Describe(input)}");
            output.WriteLine($"      {finding}");
            output.WriteLine($"      input {Escape.Quote(input)}");
            output.WriteLine($"      run it again: {target.ReplayOf(file)}");
        }
    }
}

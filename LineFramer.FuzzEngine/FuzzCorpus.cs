using System.IO.Enumeration;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>A folder of inputs, one a file, and how an ordinary test runs them all.</summary>
public static class FuzzCorpus
{
    private const int MostFailuresShown = 10;

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>
    /// The files of a folder and of the folders in it, in the order of their names; or the one file. Links to folders are not
    /// followed.
    /// </summary>
    /// <param name="path">A file or a folder.</param>
    /// <returns>Their paths.</returns>
    /// <exception cref="IOException">The path is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The path may not be read.</exception>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        // A link to a folder may lead around in a circle.
        FileSystemEnumerable<string> all = new(path, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        string[] files = [.. all];
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    /// <summary>
    /// Runs every input of a folder, the others after one that fails too. This is for a test in any runner: it needs neither
    /// libFuzzer nor a native program, and works on every system.
    /// </summary>
    /// <param name="path">A file or a folder.</param>
    /// <param name="target">What is run.</param>
    /// <returns>How many inputs there are.</returns>
    /// <exception cref="FuzzCorpusException">Inputs fail; the message has the file and the exception of each.</exception>
    /// <exception cref="ArgumentException">There is no input, so that nothing would be tested.</exception>
    /// <exception cref="IOException">The path is not there or cannot be read.</exception>
    public static int Replay(string path, TargetAction target)
    {
        ArgumentNullException.ThrowIfNull(target);
        IReadOnlyList<string> files = FilesOf(path);
        if (files.Count == 0)
        {
            throw new ArgumentException($"{path} has no inputs, so nothing would be tested.", nameof(path));
        }

        List<(string File, Exception Failure)> failures = [];
        foreach (string file in files)
        {
            byte[] input = File.ReadAllBytes(file);
            try
            {
                target(input);
            }
#pragma warning disable CA1031 // Any exception that leaves a target is a finding.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                failures.Add((file, failure));
            }
        }

        return failures.Count == 0 ? files.Count : throw new FuzzCorpusException(Message(files.Count, failures), failures[0].Failure);
    }

    private static string Message(int count, List<(string File, Exception Failure)> failures)
    {
        StringBuilder message = new($"{failures.Count} of {count} inputs fail:");
        foreach ((string file, Exception failure) in failures.Take(MostFailuresShown))
        {
            message.AppendLine().Append(file).Append(": ").Append(failure);
        }

        return failures.Count <= MostFailuresShown ? message.ToString()
            : message.AppendLine().Append($"and {failures.Count - MostFailuresShown} more").ToString();
    }
}

/// <summary>Inputs of a corpus fail.</summary>
/// <param name="message">The file and the exception of each.</param>
/// <param name="first">The exception of the first.</param>
public sealed class FuzzCorpusException(string message, Exception first) : Exception(message, first);

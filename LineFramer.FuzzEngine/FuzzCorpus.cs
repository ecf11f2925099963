using System.IO.Enumeration;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>Runs a folder of inputs, one input per file, in an ordinary test.</summary>
public static class FuzzCorpus
{
    private const int MaxFailuresShown = 10;

    private static readonly EnumerationOptions Everything =
        new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>
    /// Lists the files of a folder and its subfolders in ordinal order, or the one file that the path names. Links to folders
    /// are not followed.
    /// </summary>
    /// <param name="path">A file or a folder.</param>
    /// <returns>The paths of the files.</returns>
    /// <exception cref="IOException">The path is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The path may not be read.</exception>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        // A link to a folder may form a cycle.
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
    /// Runs every input of a folder, also after an input has failed. It works in any test runner and on every system: it
    /// needs neither libFuzzer nor a native program.
    /// </summary>
    /// <param name="path">A file or a folder.</param>
    /// <param name="target">The method that runs one input.</param>
    /// <returns>The number of inputs.</returns>
    /// <exception cref="FuzzCorpusException">At least one input fails. The message contains the file and the exception of each.</exception>
    /// <exception cref="ArgumentException">There is no input, so nothing would be tested.</exception>
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

        return failures.Count == 0 ? files.Count
            : throw new FuzzCorpusException(Message(files.Count, failures), FindingReport.Readable(failures[0].Failure));
    }

    private static string Message(int count, List<(string File, Exception Failure)> failures)
    {
        StringBuilder message = new($"{failures.Count} of {count} inputs fail:");
        foreach ((string file, Exception failure) in failures.Take(MaxFailuresShown))
        {
            message.AppendLine().Append(file).Append(": ").Append(FindingReport.TextOf(failure));
        }

        return failures.Count <= MaxFailuresShown ? message.ToString()
            : message.AppendLine().Append($"and {failures.Count - MaxFailuresShown} more").ToString();
    }
}

/// <summary>Thrown when inputs of a corpus fail.</summary>
/// <param name="message">The file and the exception of each input that fails.</param>
/// <param name="first">
/// The exception of the first input that fails; if its message cannot be read, an exception with its type and stack as the message.
/// </param>
public sealed class FuzzCorpusException(string message, Exception first) : Exception(message, first);

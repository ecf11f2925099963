namespace LineFraming.FuzzEngine;

/// <summary>Words of the command lines that the program prints, for people to paste into a shell.</summary>
internal static class ShellWord
{
    // No shell gives these a meaning, wherever in a word they are; the backslash separates folders on Windows alone.
    private static readonly string Plain = OperatingSystem.IsWindows() ? @"-_./:+=@,\" : "-_./:+=@,";

    /// <summary>The word as a shell reads it back: in single quotes if anything in it has a meaning there.</summary>
    public static string Quote(string word) => word.Length > 0 && word.All(IsPlain)
        ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char character) => char.IsLetterOrDigit(character) || Plain.Contains(character, StringComparison.Ordinal);
}

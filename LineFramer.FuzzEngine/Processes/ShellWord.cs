namespace LineFraming.FuzzEngine;

/// <summary>Quotes words of printed command lines, so that they can be pasted into a shell.</summary>
internal static class ShellWord
{
    // These characters have no special meaning to any shell. The backslash separates folders on Windows only.
    private static readonly string Plain = OperatingSystem.IsWindows() ? @"-_./:+=@,\" : "-_./:+=@,";

    /// <summary>Puts a word in single quotes if a shell would not read it unchanged.</summary>
    public static string Quote(string word) => word.Length > 0 && word.All(IsPlain)
        ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char character) => char.IsLetterOrDigit(character) || Plain.Contains(character, StringComparison.Ordinal);
}

namespace LineFraming.Probe;

/// <summary>A word of a command line that can be pasted into a shell.</summary>
internal static class ShellWord
{
    private const string Plain = "_-./:=@%+,";

    /// <summary>The word unchanged if no character of it is special to a shell, else in single quotes.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}

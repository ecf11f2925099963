using System.Runtime.CompilerServices;

namespace LineFraming.Tests;

/// <summary>What the suites tried, for the end of <c>dotnet test</c>: the test project's file prints it.</summary>
internal static class ProofReport
{
    public static void Write(string text, [CallerFilePath] string caller = "")
    {
        string folder = Path.Combine(Repository.Root, "artifacts", "proof");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(caller)}.txt"), text + Environment.NewLine);
    }
}

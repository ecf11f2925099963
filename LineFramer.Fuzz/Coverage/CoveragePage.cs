using System.Diagnostics;
using System.Text.Json;

namespace LineFraming.Fuzz;

/// <summary>Makes a page to read of a Cobertura file, with ReportGenerator: the tool of the checkout, or the one that the SDK fetches.</summary>
internal static class CoveragePage
{
    private const string Package = "dotnet-reportgenerator-globaltool";

    // Outside of a checkout there is no list of tools to take it from; a test compares the two.
    internal const string Version = "5.6.0";

    /// <summary>Makes the page.</summary>
    /// <returns>The page's file.</returns>
    /// <exception cref="FuzzRejectedException">It cannot be made.</exception>
    public static string Write(string cobertura, string folder, CancellationToken ending)
    {
        string[] arguments = [$"-reports:{cobertura}", $"-targetdir:{folder}", "-reporttypes:Html", "-verbosity:Error"];
        List<string> said = [];
        bool isMade = Checkout.OfProgram() is { } checkout
            ? Run(checkout.Root, ["tool", "restore"], said, ending) && Run(checkout.Root, ["reportgenerator", .. arguments], said, ending)
            : Run(folder, ["tool", "exec", $"{Package}@{Version}", "--yes", "--", .. arguments], said, ending);
        return isMade ? Path.Combine(folder, "index.html") : throw new FuzzRejectedException(
            $"{cobertura} is written, but ReportGenerator made no page of it: {said.Find(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? said.LastOrDefault() ?? "it said nothing"}",
            FuzzExitCode.Incomplete);
    }

    /// <summary>The version in the checkout's list of tools.</summary>
    internal static string? VersionIn(Checkout checkout)
    {
        using JsonDocument tools = JsonDocument.Parse(File.ReadAllText(Path.Combine(checkout.Root, ".config", "dotnet-tools.json")));
        return tools.RootElement.GetProperty("tools").GetProperty(Package).GetProperty("version").GetString();
    }

    private static bool Run(string folder, string[] arguments, List<string> said, CancellationToken ending)
    {
        said.Clear();
        return ChildProcess.Run(new ProcessStartInfo(ChildProcess.Dotnet, arguments) { WorkingDirectory = folder }, said.Add, ending: ending) == 0;
    }
}

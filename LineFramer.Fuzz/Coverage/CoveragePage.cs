using System.Diagnostics;
using System.Text.Json;

namespace LineFraming.Fuzz;

/// <summary>Makes an HTML page from a Cobertura file with ReportGenerator, from the checkout's tools or fetched by the SDK.</summary>
internal static class CoveragePage
{
    private const string Package = "dotnet-reportgenerator-globaltool";

    // Outside of a checkout there is no tool manifest to read the version from; a test compares the two.
    internal const string Version = "5.6.0";

    /// <summary>Makes the page and returns its path.</summary>
    /// <exception cref="FuzzRejectedException">ReportGenerator fails.</exception>
    public static string Write(string cobertura, string folder, CancellationToken ending)
    {
        string[] arguments = [$"-reports:{cobertura}", $"-targetdir:{folder}", "-reporttypes:Html", "-verbosity:Error"];
        List<string> output = [];
        bool isMade = Checkout.OfProgram() is { } checkout
            ? Run(checkout.Root, ["tool", "restore"], output, ending)
                && Run(checkout.Root, ["reportgenerator", .. arguments], output, ending)
            : Run(folder, ["tool", "exec", $"{Package}@{Version}", "--yes", "--", .. arguments], output, ending);
        string reason = output.Find(line => line.Contains("error", StringComparison.OrdinalIgnoreCase))
            ?? output.LastOrDefault()
            ?? "it printed no reason";
        return isMade ? Path.Combine(folder, "index.html") : throw new FuzzRejectedException(
            $"{cobertura} is written, but ReportGenerator could not make a page from it: {reason}", FuzzExitCode.Incomplete);
    }

    /// <summary>Returns the version in the checkout's tool manifest.</summary>
    internal static string? VersionIn(Checkout checkout)
    {
        using JsonDocument tools = JsonDocument.Parse(File.ReadAllText(Path.Combine(checkout.Root, ".config", "dotnet-tools.json")));
        return tools.RootElement.GetProperty("tools").GetProperty(Package).GetProperty("version").GetString();
    }

    private static bool Run(string folder, string[] arguments, List<string> output, CancellationToken ending)
    {
        output.Clear();
        return ChildProcess.Run(
            new ProcessStartInfo(ChildProcess.Dotnet, arguments) { WorkingDirectory = folder }, output.Add, ending: ending) == 0;
    }
}

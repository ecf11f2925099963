using System.Text;
using LineFraming.Probe;

namespace LineFraming.Tests.Probe;

/// <summary>The probe over a server of a test's own, within this process.</summary>
internal static class Probed
{
    /// <summary>Half the time for a missing answer, and no maximum for the run, because the machine may be busy.</summary>
    public static Timing Quick { get; } = Timing.Default with { Patience = TimeSpan.FromSeconds(0.75), Run = TimeSpan.FromMinutes(2) };

    public static Task<IReadOnlyList<CaseResult>> RunAsync(
        Func<PlantedSession> session, string description, params string[] casesOrGroups) =>
        RunAsync(session, description, Quick, casesOrGroups);

    public static async Task<IReadOnlyList<CaseResult>> RunAsync(
        Func<PlantedSession> session, string description, Timing timing, params string[] casesOrGroups)
    {
        await using PlantedServer server = new(new("own", "", "", session));
        return await RunAsync(
            $"{server.EndPoint}",
            description,
            new(IsThorough: false, Meter: null, MayLoad: true) { Timing = timing },
            casesOrGroups);
    }

    public static async Task<IReadOnlyList<CaseResult>> RunAsync(
        string address, string description, RunSettings settings, params string[] casesOrGroups)
    {
        IReadOnlyList<ProbeCase> cases = casesOrGroups.Length == 0 ? CaseList.All : [.. casesOrGroups.SelectMany(CaseList.Named)];
        using Target target = await TargetAsync(address, description);
        using ProbeRun run = new(target, settings);
        return await run.RunAsync(cases);
    }

    /// <summary>A run of a test's own cases over a good server.</summary>
    public static async Task<IReadOnlyList<CaseResult>> RunAsync(Timing timing, params ProbeCase[] cases)
    {
        await using PlantedServer server = new(PlantedGallery.Good);
        using Target target = await TargetAsync($"{server.EndPoint}", Text("planted"));
        using ProbeRun run = new(target, new(IsThorough: false, Meter: null, MayLoad: true) { Timing = timing });
        return await run.RunAsync(cases);
    }

    public static async Task<Target> TargetAsync(string address, string description) => new(
        await Address.ResolveAsync(address, CancellationToken.None), Description(description),
        new Dictionary<string, string> { ["user"] = "me" }, useTls: false);

    public static Description Description(string text) => DescriptionReader.Read("own", "own.probe", Encoding.UTF8.GetBytes(text));

    public static string Text(string builtIn) => Encoding.UTF8.GetString(BuiltIn.Text(builtIn));

    /// <summary>The cases that are not as they must be, with what was seen.</summary>
    public static string Complaints(IEnumerable<CaseResult> results) => string.Join('\n', results
        .Where(result => result.Outcome.Verdict is Verdict.Failed or Verdict.Warned or Verdict.Inconclusive)
        .Select(result => $"{result.Case.Id} {result.Outcome.Verdict}: {result.Outcome.Actual}\n"
            + string.Join('\n', result.Outcome.Transcript?.Lines(200) ?? [])));

    /// <summary>Runs the program within this process.</summary>
    public static Task<(int Code, string Output, string Error)> CommandAsync(params string[] arguments) => CommandAsync(Quick, arguments);

    public static async Task<(int Code, string Output, string Error)> CommandAsync(Timing timing, params string[] arguments)
    {
        StringWriter output = new() { NewLine = "\n" };
        StringWriter error = new() { NewLine = "\n" };
        int code = await ProbeCommandLine.RunAsync(arguments, output, error, progress: null, timing);
        return (code, $"{output}", $"{error}");
    }
}

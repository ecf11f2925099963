using System.Text;
using LineFraming.Probe;

namespace LineFraming.Tests.Probe;

/// <summary>The probe over a server of a test's own, within this process.</summary>
internal static class Probed
{
    public static async Task<IReadOnlyList<CaseResult>> RunAsync(
        Func<PlantedSession> session, string description, params string[] casesOrGroups)
    {
        await using PlantedServer server = new(new("own", "", "", session));
        return await RunAsync($"{server.EndPoint}", description, casesOrGroups);
    }

    public static async Task<IReadOnlyList<CaseResult>> RunAsync(string address, string description, params string[] casesOrGroups)
    {
        using Target target = new(
            await Address.ResolveAsync(address, CancellationToken.None), Description(description), new Dictionary<string, string> { ["user"] = "me" }, useTls: false);
        IReadOnlyList<ProbeCase> cases = casesOrGroups.Length == 0 ? CaseList.All : [.. casesOrGroups.SelectMany(CaseList.Named)];
        using ProbeRun run = new(target, new(IsThorough: false, Meter: null, MayLoad: true));
        return await run.RunAsync(cases);
    }

    public static Description Description(string text) => DescriptionReader.Read("own", "own.probe", Encoding.UTF8.GetBytes(text));

    public static string Text(string builtIn) => Encoding.UTF8.GetString(BuiltIn.Text(builtIn));

    /// <summary>The cases that are not as they must be, with what was seen.</summary>
    public static string Complaints(IEnumerable<CaseResult> results) => string.Join('\n', results
        .Where(result => result.Outcome.Verdict is Verdict.Failed or Verdict.Warned or Verdict.Inconclusive)
        .Select(result => $"{result.Case.Id} {result.Outcome.Verdict}: {result.Outcome.Actual}\n{string.Join('\n', result.Outcome.Transcript?.Lines(200) ?? [])}"));
}

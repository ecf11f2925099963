using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>Prints what the two engines find, side by side, as a Markdown page.</summary>
internal sealed class SelfTestPage(SelfTest test, TextWriter output)
{
    private const string Target = "chunking";
    private const double SecondsOfSpeed = 20;

    /// <summary>Searches for every bug with both engines and returns the exit code.</summary>
    public int Run(ISessionProgram inProcess, ISessionProgram sharpFuzz)
    {
        Lines(
            "# What each engine finds",
            "",
            "Written by `dotnet run --project LineFramer.Fuzz -- selftest --engine both`. Each session begins with an empty corpus and",
            "`-seed=1`, and ends with its finding, which is then run again, or after a minute, a gate's after 20 seconds. SharpFuzz",
            $"drives the target through pipes, and knows only which edges a run took. On {Processor.Description}.",
            "",
            "| bug | target | seconds in process | executions | seconds with SharpFuzz | executions |",
            "|---|---|---|---|---|---|");
        List<SelfTestResult> own = [];
        List<SelfTestResult> others = [];
        foreach (SessionOptions options in test.Sessions.TakeWhile(_ => !test.IsEnded))
        {
            SelfTestResult first = test.Try(inProcess, options);
            own.Add(first);
            if (test.IsEnded)
            {
                break;
            }

            SelfTestResult second = test.Try(sharpFuzz, options);
            others.Add(second);
            (string bug, string target) = SelfTest.NamesOf(options);
            Lines($"| `{bug}` | {target} | {Cells(first)} | {Cells(second)} |");
        }

        Lines(
            "",
            $"In process: {SelfTestTable.Summary(test.Sessions.Count, own)}.",
            $"With SharpFuzz: {SelfTestTable.Summary(test.Sessions.Count, others)}.");
        if (!test.IsEnded)
        {
            CompareSpeed(inProcess, sharpFuzz);
        }

        return others.Count < test.Sessions.Count ? FuzzExitCode.Incomplete : test.ExitCodeOf(own);
    }

    private void CompareSpeed(ISessionProgram inProcess, ISessionProgram sharpFuzz)
    {
        LineTarget target = LineTarget.All.First(known => known.Name == Target);
        double fast = test.SpeedOf(inProcess, target, SecondsOfSpeed);
        double slow = test.SpeedOf(sharpFuzz, target, SecondsOfSpeed);
        Lines(
            "",
            string.Create(
                CultureInfo.InvariantCulture,
                $"`{Target}` over its committed corpus, inputs of up to 64 bytes, {SecondsOfSpeed} seconds each: {fast:N0} "
                + $"executions a second in"),
            string.Create(
                CultureInfo.InvariantCulture, $"process, {slow:N0} with SharpFuzz: {fast / Math.Max(slow, 1):0.0} times as many."));
    }

    // Time and executions are shown for a bug that was not found, too.
    private static string Cells(SelfTestResult result)
    {
        string seconds = string.Create(CultureInfo.InvariantCulture, $"{result.Seconds:0.0}");
        string outcome = result.Input is null ? $"not found in {seconds}" : result.Replays ? seconds : $"{seconds}, does not replay";
        return string.Create(CultureInfo.InvariantCulture, $"{outcome} | {result.Executions:N0}");
    }

    private void Lines(params string[] lines) => Array.ForEach(lines, output.WriteLine);
}

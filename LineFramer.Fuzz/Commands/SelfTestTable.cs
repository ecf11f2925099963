using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>Prints what one engine finds, one row per bug.</summary>
internal sealed class SelfTestTable(SelfTest test, TextWriter output)
{
    private const int ShownOfInput = 80;

    /// <summary>Searches for every bug and returns the exit code.</summary>
    public int Run(ISessionProgram program)
    {
        output.WriteLine("| bug | target | seconds | executions | input |");
        output.WriteLine("|---|---|---|---|---|");
        List<SelfTestResult> results = [];
        foreach (SessionOptions options in test.Sessions.TakeWhile(_ => !test.IsEnded))
        {
            SelfTestResult result = test.Try(program, options);
            results.Add(result);
            (string bug, string target) = SelfTest.NamesOf(options);
            string input = result.Input is { } found
                ? $"`{Escape.Quote(found, ShownOfInput)}`{(result.Replays ? "" : ", which does not replay")}"
                : "not found";
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| `{bug}` | {target} | {result.Seconds:0.0} | {result.Executions:N0} | {input} |"));
        }

        output.WriteLine(Summary(test.Sessions.Count, results));
        return test.ExitCodeOf(results);
    }

    /// <summary>Summarizes in one line how many bugs were found, and how fast.</summary>
    public static string Summary(int count, IEnumerable<SelfTestResult> results)
    {
        double[] times = [.. results.Where(result => result.Replays).Select(result => result.Seconds).Order()];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{times.Length} of {count} found, the median in {(times.Length == 0 ? 0 : times[times.Length / 2]):0.0} s, the "
            + $"slowest in {times.LastOrDefault():0.0} s");
    }
}

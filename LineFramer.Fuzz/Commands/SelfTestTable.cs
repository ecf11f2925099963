using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>What one engine finds, a row a bug.</summary>
internal sealed class SelfTestTable(SelfTest test, TextWriter output)
{
    private const int ShownOfInput = 80;

    /// <summary>Looks for every bug.</summary>
    /// <returns>The exit code.</returns>
    public int Run(ISessionProgram program)
    {
        output.WriteLine("| bug | target | seconds | executions | input |");
        output.WriteLine("|---|---|---|---|---|");
        List<SelfTestResult> results = [];
        foreach (SessionOrder order in test.Orders.TakeWhile(_ => !test.IsEnded))
        {
            SelfTestResult result = test.Try(program, order);
            results.Add(result);
            (string bug, string target) = SelfTest.NamesOf(order);
            string input = result.Input is { } found ? $"`{Escape.Quote(found, ShownOfInput)}`{(result.Replays ? "" : ", which does not replay")}" : "not found";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| `{bug}` | {target} | {result.Seconds:0.0} | {result.Executions:N0} | {input} |"));
        }

        output.WriteLine(Summary(test.Orders.Count, results));
        return test.ExitCodeOf(results);
    }

    /// <summary>How many were found, and how fast, in one line.</summary>
    public static string Summary(int count, IEnumerable<SelfTestResult> results)
    {
        double[] times = [.. results.Where(result => result.Replays).Select(result => result.Seconds).Order()];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{times.Length} of {count} found, the median in {(times.Length == 0 ? 0 : times[times.Length / 2]):0.0} s, the slowest in {times.LastOrDefault():0.0} s");
    }
}

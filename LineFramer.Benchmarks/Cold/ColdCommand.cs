using System.CommandLine;
using System.CommandLine.Parsing;

namespace LineFraming.Benchmarks;

/// <summary>The command that measures the framer in fresh processes.</summary>
internal static class ColdCommand
{
    private const int DefaultRounds = 7;

    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, Progress progress)
    {
        Option<string[]> shapes = new("--shapes")
        {
            Description =
                $"{ColdShape.Allowed}. [default: {string.Join(' ', ColdShape.Default.Select(each => each.Shape))}, which have targets]",
            HelpName = "SHAPE",
            AllowMultipleArgumentsPerToken = true,
            Validators = { result => CheckShapes(result.Tokens, "--shapes", result.AddError) },
        };
        Option<int> rounds = BenchmarkCommandLine.Number(
            "--rounds", "How many pairs of processes for each shape; an odd number, because the median is reported.", DefaultRounds);
        rounds.Validators.Add(CheckRounds);
        Command cold = new(
            "cold",
            "Fresh processes that frame once, in turns with TryReadTo in fresh processes of its own, beside their targets.")
        {
            shapes, rounds,
        };
        cold.SetAction(async (parsed, stop) =>
        {
            string[] names = parsed.GetValue(shapes) ?? [];
            ColdShape[] measured = names.Length == 0
                ? [.. ColdShape.Default.Select(each => each.Shape)]
                : [.. names.Select(ColdShape.Parse).OfType<ColdShape>()];
            await ColdRatios.PrintAsync(measured, parsed.GetValue(rounds), output, progress, stop);
            return 0;
        });
        return cold;
    }

    /// <summary>Adds an error for the first text that is no shape.</summary>
    public static void CheckShapes(IReadOnlyList<Token> tokens, string name, Action<string> addError)
    {
        if (tokens.FirstOrDefault(token => ColdShape.Parse(token.Value) is null) is { } wrong)
        {
            addError($"{name} \"{wrong.Value}\" is not {ColdShape.Allowed}.");
        }
    }

    private static void CheckRounds(OptionResult result)
    {
        if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out int rounds) && rounds > 0 && int.IsEvenInteger(rounds))
        {
            result.AddError($"--rounds \"{text}\" is not an odd number.");
        }
    }
}

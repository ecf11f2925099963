using System.CommandLine;
using System.Globalization;
using JudgeFramers;
using LineFraming.Testing;

// Tests line readers of well-known packages against the contract, and reports what is found.
Argument<string[]> names = new("reader")
{
    Description = $"Which readers: {string.Join(", ", AllReaders.Names)}. All of them if none is named.",
    Arity = ArgumentArity.ZeroOrMore,
};
Option<bool> json = new("--json") { Description = "Print JSON." };
Option<bool> markdown = new("--markdown") { Description = "Print Markdown." };
Option<string?> output = new("--output") { Description = "Write to this file, such as docs/judged.md with --markdown." };
Option<int> cases = new("--cases") { Description = "How many random cases each property is asked on.", DefaultValueFactory = _ => 300 };
Option<int> bytes = new("--exhaustive-bytes")
{
    Description = "The longest streams of the exhaustive suite.",
    DefaultValueFactory = _ => 4,
};
Option<double> deadline = new("--deadline")
{
    Description = "How many seconds a reader may take over one case.",
    DefaultValueFactory = _ => 20,
};
names.Validators.Add(result =>
{
    foreach (string unknown in result.Tokens.Select(token => token.Value).Except(AllReaders.Names))
    {
        result.AddError($"There is no reader \"{unknown}\"; there are {string.Join(", ", AllReaders.Names)}.");
    }
});
cases.Validators.Add(result => Between(result, 1, 1_000_000));
bytes.Validators.Add(result => Between(result, 1, 6));
deadline.Validators.Add(result => Between(result, 0.001, 86_400));
RootCommand command = new("Tests line readers of well-known packages against the rules of LineFramer.")
{
    names, json, markdown, output, cases, bytes, deadline,
};
command.Validators.Add(result =>
{
    if (result.GetValue(json) && result.GetValue(markdown))
    {
        result.AddError("--json and --markdown exclude each other.");
    }
});
output.Validators.Add(result =>
{
    // Checked before the run, so that minutes of work are not lost.
    if (result.GetValueOrDefault<string?>() is { } file && WhyNotWritten(file) is { } reason)
    {
        result.AddError($"--output \"{file}\" cannot be written: {reason}");
    }
});
ParseResult parsed = command.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine(parsed.Errors[0].Message);
    return 2;
}

command.SetAction(Judge);
return parsed.Invoke();

int Judge(ParseResult arguments)
{
    string[] asked = arguments.GetValue(names) ?? [];
    List<(JudgedReader Reader, FramerReport Report)> judged = [];
    foreach (JudgedReader reader in AllReaders.All.Where(reader => asked.Length == 0 || asked.Contains(reader.Name)))
    {
        Console.Error.WriteLine($"{reader.Name} ...");
        judged.Add((reader, FramerReport.Run(reader.Adapter, new()
        {
            Cases = Math.Min(arguments.GetValue(cases), reader.MaxCases),
            ExhaustiveBytes = Math.Min(arguments.GetValue(bytes), reader.MaxExhaustiveBytes),
            Deadline = TimeSpan.FromSeconds(arguments.GetValue(deadline)),
            Seed = "2026,2027",
        })));
    }

    string text = arguments.GetValue(json) ? Judgement.Json(judged)
        : arguments.GetValue(markdown) ? Judgement.Markdown(args, judged)
        : Judgement.Text(judged);
    if (!TryWrite(arguments.GetValue(output), text))
    {
        return 1;
    }

    string[] unexplained = [.. judged.SelectMany(one => one.Reader.Unexplained(one.Report))];
    Array.ForEach(unexplained, Console.Error.WriteLine);
    return unexplained.Length == 0 ? 0 : 1;
}

static string? WhyNotWritten(string file)
{
    try
    {
        File.Open(file, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
        return null;
    }
    catch (Exception thrown) when (thrown is ArgumentException or IOException or UnauthorizedAccessException)
    {
        return thrown.Message;
    }
}

static bool TryWrite(string? file, string text)
{
    try
    {
        if (file is null)
        {
            Console.Out.Write(text);
            Console.Out.Flush();
        }
        else
        {
            File.WriteAllText(file, text);
        }

        return true;
    }
    catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"{file ?? "Standard output"} cannot be written: {thrown.Message}");
        return false;
    }
}

static void Between(System.CommandLine.Parsing.OptionResult result, double min, double max)
{
    // A value that is not a number at all is reported by the parser.
    foreach (string word in result.Tokens.Select(token => token.Value))
    {
        if (double.TryParse(word, CultureInfo.InvariantCulture, out double value) && !(value >= min && value <= max))
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{result.Option.Name} must be from {min} to {max}, not {word}."));
        }
    }
}

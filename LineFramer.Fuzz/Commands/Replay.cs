namespace LineFraming.Fuzz;

/// <summary>
/// Runs corpus files through their targets in a separate process, without a fuzzing engine. An input that ends the process or
/// fails on another thread is an ordinary failure and does not affect the inputs after it.
/// </summary>
internal sealed class Replay(TextWriter output, TextWriter error)
{
    // After each batch the process gets time to fail on other threads, and the results are shown.
    private const int BatchSize = 500;

    private int _inputs;
    private int _failures;
    private int _unread;

    /// <summary>The result, in one line.</summary>
    public string Summary => $"{_inputs} inputs, {_failures} failed{(_unread == 0 ? "" : $", {_unread} not read")}";

    /// <summary>Whether no input could be read.</summary>
    public bool IsEmpty => _inputs == 0 && _unread > 0;

    /// <summary>The exit code.</summary>
    public int ExitCode => _failures > 0 ? FuzzExitCode.Found : _unread > 0 ? FuzzExitCode.Rejected : 0;

    /// <summary>Runs files, and the files of folders and their subfolders, in the order of their names.</summary>
    public void Run(FuzzTarget target, IEnumerable<string> paths)
    {
        using InputSeries series = new(target, ReplayLimits.Of(target).Start);
        foreach (string[] files in paths.SelectMany(Listed).Chunk(BatchSize))
        {
            List<(string File, byte[] Input)> inputs =
                [.. from file in files let input = Content(file) where input is not null select (file, input)];
            IReadOnlyList<InputResult> results = series.Run([.. inputs.Select(read => read.Input)]);
            foreach (((string file, byte[] input), InputResult result) in inputs.Zip(results))
            {
                Show(target, file, input, result);
            }
        }
    }

    private IReadOnlyList<string> Listed(string path) => Read(path, () => FuzzCorpus.FilesOf(path)) ?? [];

    private byte[]? Content(string file) => Read(file, () => File.ReadAllBytes(file));

    private T? Read<T>(string path, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            _unread++;
            error.WriteLine($"Cannot read {path}: {unreadable.Message}");
            return null;
        }
    }

    // libFuzzer names the file of a finding after its kind.
    private static string? Remark(string name) =>
        name.StartsWith("oom-", StringComparison.Ordinal)
            ? "a session ran out of memory with it; a single run does not, because in a session the memory of earlier inputs counts too"
        : name.StartsWith("timeout-", StringComparison.Ordinal) ? "it timed out in a session; this time it returned in time"
        : null;

    private void Show(FuzzTarget target, string file, byte[] input, InputResult result)
    {
        result.Output.Select(Printable.Line).ToList().ForEach(output.WriteLine);
        result.Errors.Select(Printable.Line).ToList().ForEach(error.WriteLine);
        _inputs++;
        _failures += result.IsFailure ? 1 : 0;
        output.WriteLine($"{(result.IsFailure ? "FAIL" : "ok  ")}  {target.Name} {Path.GetFileName(file)}: {target.Describe(input)}");
        if (!result.IsFailure && Remark(Path.GetFileName(file)) is { } remark)
        {
            output.WriteLine($"      {remark}");
        }

        if (result.IsFailure)
        {
            output.WriteLine(ReportText.Indented(result.Thrown?.Text ?? result.End ?? ""));
            output.WriteLine($"      input {Escape.Quote(input)}");
            output.WriteLine($"      run it again: {ThisProgram.Replay(target, file)}");
        }
    }
}

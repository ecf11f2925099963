namespace LineFraming.Fuzz;

/// <summary>
/// Runs corpus files through their targets, without a fuzzing engine, in a process of their own: an input that ends it or
/// fails on another thread is a failure as any other, and takes nothing from the inputs after it.
/// </summary>
internal sealed class Replay(TextWriter output, TextWriter error)
{
    // After so many the process is given time to fail on other threads, and their lines are shown.
    private const int Together = 500;

    private int _inputs;
    private int _failures;
    private int _unread;

    /// <summary>What came of it, in one line.</summary>
    public string Summary => $"{_inputs} inputs, {_failures} failed{(_unread == 0 ? "" : $", {_unread} not read")}";

    /// <summary>Whether there was nothing that could be run.</summary>
    public bool IsEmpty => _inputs == 0 && _unread > 0;

    /// <summary>The exit code.</summary>
    public int ExitCode => _failures > 0 ? FuzzExitCode.Found : _unread > 0 ? FuzzExitCode.Rejected : 0;

    /// <summary>Runs files, and those of folders and of the folders in them, in the order of their names.</summary>
    public void Run(FuzzTarget target, IEnumerable<string> paths)
    {
        using InputSeries series = new(target, ReplayLimits.Of(target).Start);
        foreach (string[] files in paths.SelectMany(Listed).Chunk(Together))
        {
            List<(string File, byte[] Input)> inputs = [.. from file in files let input = Content(file) where input is not null select (file, input)];
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

    // By the names that libFuzzer gives to what it found.
    private static string? Remark(string name) =>
        name.StartsWith("oom-", StringComparison.Ordinal) ? "a session ran out of memory with it; run alone it does not, for there all that earlier inputs have left counts too"
        : name.StartsWith("timeout-", StringComparison.Ordinal) ? "it ran for too long in a session; now it has ended in time"
        : null;

    private void Show(FuzzTarget target, string file, byte[] input, InputResult result)
    {
        result.Said.Select(Printable.Line).ToList().ForEach(output.WriteLine);
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

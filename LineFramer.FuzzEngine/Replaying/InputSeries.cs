namespace LineFraming.FuzzEngine;

/// <summary>Runs series of inputs in as few processes as possible, and finds the input that ended a process.</summary>
internal sealed class InputSeries(FuzzTarget target, Func<FuzzTarget, InputProcess>? start = null) : IDisposable
{
    private InputProcess? _process;

    /// <summary>Runs a series and returns the result of each input.</summary>
    /// <exception cref="FuzzRejectedException">No process can be started.</exception>
    public IReadOnlyList<InputResult> Run(ReadOnlySpan<byte[]> inputs)
    {
        InputResult[] results = new InputResult[inputs.Length];
        Run(inputs, results);
        return results;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process?.Dispose();
        _process = null;
    }

    private void Run(ReadOnlySpan<byte[]> inputs, Span<InputResult> results)
    {
        while (inputs.Length > 0)
        {
            int run = RunInOneProcess(inputs, results, out InputResult end);
            if (end.End is not null)
            {
                Dispose();
                Blame(inputs[..run], results[..run], end);
            }

            inputs = inputs[run..];
            results = results[run..];
        }
    }

    // Returns how many inputs were started, and the result of the last one or of the wait for other threads.
    private int RunInOneProcess(ReadOnlySpan<byte[]> inputs, Span<InputResult> results, out InputResult end)
    {
        _process ??= start?.Invoke(target) ?? new InputProcess(target);
        for (int i = 0; i < inputs.Length; i++)
        {
            results[i] = end = _process.Run(inputs[i]);
            if (end.End is not null)
            {
                return i + 1;
            }
        }

        end = _process.Settle();
        end = end.End is null ? end : end with { IsOnOtherThread = true };
        results[^1] = results[^1] with { Output = [.. results[^1].Output, .. end.Output], Errors = [.. results[^1].Errors, .. end.Errors] };
        return inputs.Length;
    }

    // If the process ended on the thread that runs the inputs, the last input is the cause. If it ended on another thread, or while
    // waiting, any input may be: each half is run again alone, and so on until one input is left.
    private void Blame(ReadOnlySpan<byte[]> inputs, Span<InputResult> results, InputResult end)
    {
        results[^1] = end;
        if (inputs.Length == 1)
        {
            return;
        }

        if (!end.IsOnOtherThread)
        {
            // The other inputs may not have had the time to fail on other threads.
            Run(inputs[..^1], results[..^1]);
            return;
        }

        int half = inputs.Length / 2;
        Run(inputs[..half], results[..half]);
        Dispose();
        Run(inputs[half..], results[half..]);
        foreach (InputResult result in results)
        {
            if (result.End is not null)
            {
                return;
            }
        }

        string note = $"after {inputs.Length} inputs, none of which ends it when run again by itself";
        results[^1] = end with { End = $"{end.End}{Environment.NewLine}{note}" };
    }
}

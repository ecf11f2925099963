namespace LineFraming.FuzzEngine;

/// <summary>Runs series of inputs in as few processes as will do, and finds out which input ended one.</summary>
internal sealed class InputSeries(FuzzTarget target, Func<FuzzTarget, InputProcess>? start = null) : IDisposable
{
    private InputProcess? _process;

    /// <summary>Runs a series.</summary>
    /// <returns>What each did.</returns>
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

    // How many were begun; the last one's result, or that of the time that was given to all of them to fail.
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
        end = end.End is null ? end : end with { IsElsewhere = true };
        results[^1] = results[^1] with { Said = [.. results[^1].Said, .. end.Said], Errors = [.. results[^1].Errors, .. end.Errors] };
        return inputs.Length;
    }

    // An end on the thread that runs the inputs is the last one's. An end on another thread, or at the end, may be any one's,
    // so that each half is run again alone, and their halves, until it is one input's.
    private void Blame(ReadOnlySpan<byte[]> inputs, Span<InputResult> results, InputResult end)
    {
        results[^1] = end;
        if (inputs.Length == 1)
        {
            return;
        }

        if (!end.IsElsewhere)
        {
            // The end came before the others had the time to fail on threads of theirs.
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

        results[^1] = end with { End = $"{end.End}{Environment.NewLine}after {inputs.Length} inputs, none of which ends it when run again" };
    }
}

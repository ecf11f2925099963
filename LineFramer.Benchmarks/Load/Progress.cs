namespace LineFraming.Benchmarks;

/// <summary>Reports how far a long run is: on a terminal in one line that is overwritten.</summary>
internal sealed class Progress(TextWriter output, bool isTerminal)
{
    private int _shown;

    /// <summary>Whether the line can be overwritten.</summary>
    public bool IsTerminal => isTerminal;

    /// <summary>Prints a report in the place of the one before.</summary>
    public void Report(string line)
    {
        output.Write(isTerminal ? $"\r{line.PadRight(_shown)}" : line + Environment.NewLine);
        output.Flush();
        _shown = line.Length;
    }

    /// <summary>Removes the last report from a terminal: a result follows.</summary>
    public void Clear()
    {
        if (isTerminal && _shown > 0)
        {
            output.Write($"\r{new string(' ', _shown)}\r");
            output.Flush();
        }

        _shown = 0;
    }
}

namespace LineFraming.Benchmarks;

/// <summary>Tells how far a long run is: at a terminal in one line that is written over.</summary>
/// <param name="output">Where to.</param>
/// <param name="isTerminal">Whether it can be written over.</param>
internal sealed class Progress(TextWriter output, bool isTerminal)
{
    private int _shown;

    /// <summary>Whether it can be written over.</summary>
    public bool IsTerminal => isTerminal;

    /// <summary>Tells it, in the place of what was told before.</summary>
    /// <param name="line">What.</param>
    public void Tell(string line)
    {
        output.Write(isTerminal ? $"\r{line.PadRight(_shown)}" : line + Environment.NewLine);
        output.Flush();
        _shown = line.Length;
    }

    /// <summary>Takes away what was told, where it can be: a result follows.</summary>
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

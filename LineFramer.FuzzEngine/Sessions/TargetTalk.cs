namespace LineFraming.FuzzEngine;

/// <summary>What a process of a session prints: its target, and the runtime before it ends the process. The last lines are kept.</summary>
internal sealed class TargetTalk
{
    private const int MostLines = 60;
    private const int MostCharacters = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = [];

    /// <summary>The last lines; a very long one is cut short.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Reads a stream to its end. A target may print without end, and without a newline.</summary>
    public void ReadAll(TextReader from)
    {
        char[] block = new char[4096];
        char[] line = new char[MostCharacters];
        int length = 0;
        for (int count = from.Read(block); count > 0; count = from.Read(block))
        {
            foreach (char character in block.AsSpan(0, count))
            {
                if (character == '\n')
                {
                    Add(line.AsSpan(0, length));
                    length = 0;
                }
                else if (length < MostCharacters)
                {
                    line[length++] = character;
                }
            }
        }

        Add(line.AsSpan(0, length));
    }

    private void Add(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> text = line.TrimEnd('\r');
        if (text.IsEmpty)
        {
            return;
        }

        lock (_lock)
        {
            _lines.Enqueue(text.ToString());
            if (_lines.Count > MostLines)
            {
                _lines.Dequeue();
            }
        }
    }
}

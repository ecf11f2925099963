namespace LineFraming.FuzzEngine;

/// <summary>Collects the last lines that the target and the runtime print in a process of a session.</summary>
internal sealed class TargetOutput
{
    private const int MaxLines = 60;
    private const int MaxLineLength = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = [];

    /// <summary>The last lines; a very long line is truncated.</summary>
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

    /// <summary>Reads a stream to its end in bounded memory, because a target may print without end and without newlines.</summary>
    public void ReadAll(TextReader from)
    {
        char[] block = new char[4096];
        char[] line = new char[MaxLineLength];
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
                else if (length < MaxLineLength)
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
            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }
        }
    }
}

using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>Reads lines in bounded memory, because a target may print without end and without newlines.</summary>
internal static class BoundedLines
{
    /// <summary>The maximum length of a line, without what stands for its beginning.</summary>
    public const int MaxLength = 8192;

    /// <summary>What stands for the beginning of a longer line.</summary>
    public const string Ellipsis = "...";

    /// <summary>
    /// Passes on every line of a stream. Of a longer line only the end is passed on: a report of the worker may follow what the
    /// target has printed without a newline.
    /// </summary>
    public static void ReadAll(TextReader from, Action<string> onLine)
    {
        StringBuilder line = new();
        bool isShortened = false;

        // One character at a time: a read of several may wait for more than has come, and the last line that came would wait with it.
        for (int character = from.Read(); character >= 0; character = from.Read())
        {
            if (character == '\n')
            {
                PassOn();
                continue;
            }

            line.Append((char)character);
            if (line.Length == 2 * MaxLength)
            {
                DropBeginning();
            }
        }

        if (line.Length > 0)
        {
            PassOn();
        }

        void PassOn()
        {
            DropBeginning();
            onLine($"{(isShortened ? Ellipsis : "")}{line.ToString().TrimEnd('\r')}");
            line.Clear();
            isShortened = false;
        }

        void DropBeginning()
        {
            int excess = Math.Max(0, line.Length - MaxLength);
            line.Remove(0, excess);
            isShortened |= excess > 0;
        }
    }
}

using System.Text;

namespace LineFraming.Tests;

/// <summary>Bytes written as Latin-1 text.</summary>
internal static class Bytes
{
    public static byte[] Of(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}

/// <summary>The lines of a text, for tests that need no more of the framer.</summary>
internal static class Lines
{
    public static List<string> Of(
        string text, LineDelimiter delimiter, int limit = 100, OversizedLineHandling policy = OversizedLineHandling.Throw) =>
        Read(new LineFramer(delimiter, limit, policy), text);

    public static List<string> Read(LineFramer framer, string chunk) => Rest(framer.Read(Bytes.Of(chunk)));

    public static List<string> Rest(LineReader reader)
    {
        List<string> lines = [];
        foreach (ReadOnlySpan<byte> line in reader)
        {
            lines.Add(Bytes.Text(line));
        }

        return lines;
    }
}

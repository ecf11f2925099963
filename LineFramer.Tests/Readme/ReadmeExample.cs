using System.Text;

namespace LineFraming.Tests;

/// <summary>The first example, <c>samples/first.cs</c>, compiled; a test compares the two.</summary>
internal static class ReadmeExample
{
    /// <summary>Runs it, with its console replaced.</summary>
    public static void Run(TextWriter Console)
    {
        var framer = new LineFramer(LineDelimiter.CrLf, maxLineLength: 8192);
        string[] chunks = ["HELO there\r\nMAIL FR", "OM:<me>\r", "\n\r\nDA", "TA"];
        foreach (string chunk in chunks)
        {
            LineReader reader = framer.Read(Encoding.UTF8.GetBytes(chunk));
            while (reader.TryRead(out ReadOnlySpan<byte> line))
                Console.WriteLine($"{reader.Offset}: {Encoding.UTF8.GetString(line)}");
        }
        foreach (ReadOnlySpan<byte> last in framer.Read(default, isFinalBlock: true))
            Console.WriteLine($"unterminated: {Encoding.UTF8.GetString(last)}");
    }
}

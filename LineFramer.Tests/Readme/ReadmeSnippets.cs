using System.IO.Pipelines;
using LineFraming.Testing;

namespace LineFraming.Tests;

/// <summary>The examples of the README and the pages that are no whole programs, compiled; a test compares them.</summary>
internal static class ReadmeSnippets
{
    public static List<string> WholeFile(ReadOnlySpan<byte> wholeFile)
    {
        List<string> handled = [];
        foreach (ReadOnlySpan<byte> line in new LineFramer(LineDelimiter.Lf, maxLineLength: 4096).Read(wholeFile, isFinalBlock: true))
            Handle(line);
        return handled;

        void Handle(ReadOnlySpan<byte> line) => handled.Add(Bytes.Text(line));
    }

    public static async Task<List<(int Length, bool IsWhole)>> ReadPipeAsync(PipeReader pipe, CancellationToken cancellationToken)
    {
        List<(int Length, bool IsWhole)> handled = [];
        var framer = new LineFramer(LineDelimiter.CrLf, maxLineLength: 8192, OversizedLineHandling.Truncate);
        await foreach (ReadOnlyMemory<byte> line in pipe.ReadLinesAsync(framer, cancellationToken))
            Handle(line.Span, isWhole: !framer.LastLine.IsTruncated && !framer.LastLine.IsUnterminated);
        return handled;

        void Handle(ReadOnlySpan<byte> line, bool isWhole) => handled.Add((line.Length, isWhole));
    }

    public static void Write(Pipe pipe, ReadOnlySpan<byte> content)
    {
        pipe.Writer.WriteLine(content, LineDelimiter.CrLf);   // throws if the content would be read as anything but this one line
    }

    public static string HandOff(LineFramer framer, ReadOnlySpan<byte> chunk)
    {
        string handled = "";
        LineReader reader = framer.Read(chunk);
        while (reader.TryRead(out ReadOnlySpan<byte> line))
        {
            if (line.SequenceEqual("DATA"u8))
            {
                HandleRaw(reader.UnreadSpan);   // the rest of the chunk, untouched
                break;
            }
        }

        return handled;

        void HandleRaw(ReadOnlySpan<byte> raw) => handled = Bytes.Text(raw);
    }

    public static void Judge()
    {
        FramerCapabilities offered = new() { Delimiters = [DelimiterChoice.Lf], Limits = null, ReadsAhead = true };
        FramerAdapter adapter = FramerAdapter.OverStream(offered, (stream, options) => new MyReader(stream).ReadLine);
        FramerReport.Run(adapter).ThrowIfViolated();
    }

    public static LineFramer Resume(LineFramer framer, Stream stream)
    {
        LineCheckpoint checkpoint = framer.Checkpoint;                  // after any line, and after any chunk
        (long offset, int state) = (checkpoint.Offset, (int)checkpoint.State);

        // after the restart, with the same settings
        var resumed = new LineFramer(LineDelimiter.AnyNewline, maxLineLength: 8192, OversizedLineHandling.Truncate);
        resumed.Reset(new LineCheckpoint(offset, (LineCheckpointState)state));
        stream.Seek(offset, SeekOrigin.Begin);                          // and read on
        return resumed;
    }

    // Reads a byte at a time.
    private sealed class MyReader(Stream stream)
    {
        public byte[]? ReadLine()
        {
            List<byte> line = [];
            for (int next; (next = stream.ReadByte()) >= 0;)
            {
                if (next == '\n')
                {
                    return [.. line];
                }

                line.Add((byte)next);
            }

            return line.Count == 0 ? null : [.. line];
        }
    }
}

using System.Buffers;
using System.IO.Pipelines;

namespace LineFraming.Tests;

/// <summary>Pipes of given segments, and what their loops return.</summary>
internal static class PipeSegments
{
    /// <summary>A pipe with all of these segments in one read, after which it is completed.</summary>
    public static PipeReader Of(params string[] segments)
    {
        Segment first = new(Bytes.Of(segments[0]), null);
        Segment last = first;
        foreach (string segment in segments.AsSpan(1))
        {
            last = new Segment(Bytes.Of(segment), last);
        }

        return PipeReader.Create(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length));
    }

    /// <summary>A text in segments: one ends after byte i if bit i is set.</summary>
    public static string[] Segmented(string text, int boundaries)
    {
        List<string> segments = [];
        int start = 0;
        for (int end = 1; end <= text.Length; end++)
        {
            if (end == text.Length || (boundaries & (1 << (end - 1))) != 0)
            {
                segments.Add(text[start..end]);
                start = end;
            }
        }

        return [.. segments];
    }

    /// <summary>The lines of a pipe until its end, or until so many were read, when the loop is left.</summary>
    public static async Task<List<string>> ReadAsync(PipeReader pipe, LineFramer framer, int max = int.MaxValue)
    {
        List<string> lines = [];
        await foreach (ReadOnlyMemory<byte> line in pipe.ReadLinesAsync(framer))
        {
            lines.Add(Bytes.Text(line.Span));
            if (lines.Count == max)
            {
                break;
            }
        }

        return lines;
    }

    /// <summary>What is left in a pipe that has all of its bytes.</summary>
    public static string Rest(PipeReader pipe)
    {
        if (!pipe.TryRead(out ReadResult rest))
        {
            return "";
        }

        string text = Bytes.Text(rest.Buffer.ToArray());
        pipe.AdvanceTo(rest.Buffer.Start);
        return text;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}

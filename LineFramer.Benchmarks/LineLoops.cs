using System.Buffers;
using System.Collections.Immutable;

namespace LineFraming.Benchmarks;

/// <summary>The ways to go through lines that end in CR LF, each as its users would write it.</summary>
internal static class LineLoops
{
    /// <summary>This project: with a limit, and with the state that a chunk boundary needs.</summary>
    public static Tally Framer(LineFramer framer, ImmutableArray<byte[]> chunks)
    {
        Tally tally = default;
        framer.Reset();
        foreach (byte[] chunk in chunks)
        {
            LineReader reader = framer.Read(chunk);
            while (reader.TryRead(out ReadOnlySpan<byte> line))
            {
                tally = tally.With(line.Length);
            }
        }

        LineReader rest = framer.Read(default, isFinalBlock: true);
        while (rest.TryRead(out ReadOnlySpan<byte> line))
        {
            tally = tally.With(line.Length);
        }

        return tally;
    }

    /// <summary>The same with <c>foreach</c>.</summary>
    public static Tally Foreach(LineFramer framer, ImmutableArray<byte[]> chunks)
    {
        Tally tally = default;
        framer.Reset();
        foreach (byte[] chunk in chunks)
        {
            foreach (ReadOnlySpan<byte> line in framer.Read(chunk))
            {
                tally = tally.With(line.Length);
            }
        }

        foreach (ReadOnlySpan<byte> rest in framer.Read(default, isFinalBlock: true))
        {
            tally = tally.With(rest.Length);
        }

        return tally;
    }

    /// <summary>
    /// The idiom of the documentation of pipelines: the unfinished line stays in front of the next chunk, and a sequence links
    /// both, as a pipe does. No limit.
    /// </summary>
    public static Tally TryReadTo(ImmutableArray<byte[]> chunks)
    {
        Tally tally = default;
        ReadOnlySequence<byte> rest = ReadOnlySequence<byte>.Empty;
        foreach (byte[] chunk in chunks)
        {
            SequenceReader<byte> reader = new(ChunkSegment.Append(rest, chunk));
            while (reader.TryReadTo(out ReadOnlySpan<byte> line, "\r\n"u8))
            {
                tally = tally.With(line.Length);
            }

            rest = reader.UnreadSequence;
        }

        return rest.IsEmpty ? tally : tally.With((int)rest.Length);
    }

    /// <summary>What one writes without a library when all bytes are in memory: nothing is framed. No limit.</summary>
    public static Tally IndexOf(ReadOnlySpan<byte> bytes)
    {
        Tally tally = default;
        while (true)
        {
            int end = bytes.IndexOf("\r\n"u8);
            if (end < 0)
            {
                return bytes.IsEmpty ? tally : tally.With(bytes.Length);
            }

            tally = tally.With(end);
            bytes = bytes[(end + 2)..];
        }
    }

    /// <summary>Text rather than bytes, and a string for each line; a lone CR or LF would end one too. No limit.</summary>
    public static Tally ReadLine(byte[] bytes, int chunkSize)
    {
        Tally tally = default;
        using StreamReader reader = new(new MemoryStream(bytes), bufferSize: chunkSize);
        while (reader.ReadLine() is { } line)
        {
            tally = tally.With(line.Length);
        }

        return tally;
    }
}

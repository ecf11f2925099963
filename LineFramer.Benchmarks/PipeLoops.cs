using System.Buffers;
using System.IO.Pipelines;

namespace LineFraming.Benchmarks;

/// <summary>
/// The ways to go through the lines of a pipe. Both include the cost of the pipe itself: almost nothing over chunks in memory,
/// and over a stream the copying of all its bytes.
/// </summary>
internal static class PipeLoops
{
    private const int BufferSize = 64 << 10;

    /// <summary>A pipe whose chunks are there already, and which gives all of them at once, as a sequence.</summary>
    public static PipeReader OverChunks(LineInput input) => PipeReader.Create(ChunkSegment.Link(input.Chunks));

    /// <summary>A pipe that reads a stream, 64 KiB at a time.</summary>
    public static PipeReader OverStream(LineInput input) =>
        PipeReader.Create(new MemoryStream(input.Bytes), new StreamPipeReaderOptions(bufferSize: BufferSize));

    /// <summary>This project.</summary>
    public static async Task<Tally> ReadLinesAsync(LineFramer framer, PipeReader reader)
    {
        Tally tally = default;
        framer.Reset();
        await foreach (ReadOnlyMemory<byte> line in reader.ReadLinesAsync(framer))
        {
            tally = tally.With(line.Length);
        }

        return tally;
    }

    /// <summary>
    /// The loop in the documentation, "System.IO.Pipelines in .NET", under "Read a single message" and "Read multiple
    /// messages": https://learn.microsoft.com/dotnet/standard/io/pipelines. It finds LF, so the CR before it is taken off.
    /// No limit.
    /// </summary>
    public static async Task<Tally> PositionOf(PipeReader reader)
    {
        Tally tally = default;
        while (true)
        {
            ReadResult result = await reader.ReadAsync();
            ReadOnlySequence<byte> buffer = result.Buffer;
            while (TryReadLine(ref buffer, out ReadOnlySequence<byte> line))
            {
                tally = tally.With((int)line.Length - 1);
            }

            if (result.IsCompleted)
            {
                return buffer.IsEmpty ? tally : tally.With((int)buffer.Length);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        SequencePosition? position = buffer.PositionOf((byte)'\n');
        if (position is null)
        {
            line = default;
            return false;
        }

        line = buffer.Slice(0, position.Value);
        buffer = buffer.Slice(buffer.GetPosition(1, position.Value));
        return true;
    }
}

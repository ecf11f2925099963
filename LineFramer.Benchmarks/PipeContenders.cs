using System.Buffers;
using System.IO.Pipelines;

namespace LineFraming.Benchmarks;

/// <summary>
/// The ways to go through the lines of a pipe. Both read a stream through <see cref="PipeReader"/>, 64 KiB at a time, so
/// both bear the copying that this takes.
/// </summary>
internal static class PipeContenders
{
    private const int BufferSize = 64 << 10;

    /// <summary>This project.</summary>
    public static async Task<Tally> ReadLinesAsync(LineFramer framer, byte[] bytes)
    {
        Tally tally = default;
        framer.Reset();
        await foreach (ReadOnlyMemory<byte> line in Reader(bytes).ReadLinesAsync(framer))
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
    public static async Task<Tally> PositionOf(byte[] bytes)
    {
        Tally tally = default;
        PipeReader reader = Reader(bytes);
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

    private static PipeReader Reader(byte[] bytes) => PipeReader.Create(new MemoryStream(bytes), new StreamPipeReaderOptions(bufferSize: BufferSize));

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

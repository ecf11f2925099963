using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace LineFraming.Benchmarks.Kestrel;

/// <summary>
/// The chat server as a .NET engineer writes it without a library, to be measured beside this project's: a handler of
/// connections under Kestrel, which reads lines from a pipe with a <see cref="SequenceReader{T}"/> and flushes the answers
/// to what was read at once.
/// </summary>
internal sealed class ChatHandler : ConnectionHandler
{
    /// <summary>The longest line that it accepts.</summary>
    public const int MaxLine = 8192;

    private static ReadOnlySpan<byte> End => "\r\n"u8;

    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        PipeReader input = connection.Transport.Input;
        PipeWriter output = connection.Transport.Output;
        bool goesOn = true;
        while (goesOn)
        {
            ReadResult read = await input.ReadAsync();
            SequencePosition consumed = Answer(read.Buffer, output, ref goesOn);
            input.AdvanceTo(consumed, read.Buffer.End);
            FlushResult flushed = await output.FlushAsync();
            goesOn &= !read.IsCompleted && !flushed.IsCompleted;
        }
    }

    private static SequencePosition Answer(in ReadOnlySequence<byte> buffer, PipeWriter output, ref bool goesOn)
    {
        SequenceReader<byte> reader = new(buffer);
        while (goesOn && reader.TryReadTo(out ReadOnlySequence<byte> line, End))
        {
            goesOn = line.Length <= MaxLine && Answer(line, output);
        }

        if (reader.Remaining > MaxLine + 1)
        {
            output.Write("Line too long: the limit is "u8);
            output.Write(Encoding.ASCII.GetBytes($"{MaxLine}"));
            output.Write(" bytes.\r\n"u8);
            goesOn = false;
        }

        return reader.Position;
    }

    private static bool Answer(in ReadOnlySequence<byte> line, PipeWriter output)
    {
        if (line.Length == 1 && line.FirstSpan[0] == '.')
        {
            return false;
        }

        output.Write("You sent: "u8);
        foreach (ReadOnlyMemory<byte> segment in line)
        {
            output.Write(segment.Span);
        }

        output.Write(End);
        return true;
    }
}

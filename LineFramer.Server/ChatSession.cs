using System.Buffers;
using System.IO.Pipelines;

namespace LineFraming.Server;

/// <summary>
/// A conversation in lines: each goes to <see cref="ChatProtocol"/>, which answers it or ends the session.
/// <para>
/// Answers are flushed once for all the lines of a read, and nothing more is read before the transport took them: a
/// peer that does not read is not buffered for. Many short lines in one read are answered in portions, so what waits to
/// be flushed stays under <see cref="MostUnflushed"/> plus one answer. Nothing is allocated per line or per read once
/// the pipes are warm.
/// </para>
/// </summary>
/// <param name="protocol">What is answered.</param>
/// <param name="framer">The framer of this session, new, with policy <see cref="OversizedLine.Throw"/>.</param>
/// <param name="closing">How the connection is closed.</param>
internal sealed class ChatSession(ChatProtocol protocol, LineFramer framer, LingeringClose closing) : Session(closing)
{
    /// <summary>With this many bytes of answers written, no further line is answered before they are flushed.</summary>
    public const int MostUnflushed = 64 * 1024;

    /// <inheritdoc/>
    protected override async Task ConverseAsync(IDuplexPipe transport, CancellationToken stop)
    {
        PipeReader input = transport.Input;
        PipeWriter output = transport.Output;
        bool goesOn = true;
        while (goesOn)
        {
            ReadResult read = await input.ReadAsync(CancellationToken.None);
            goesOn = AnswerLines(read.Buffer, output, out long taken);
            bool isLast = (read.IsCompleted || stop.IsCancellationRequested) && taken == read.Buffer.Length;
            input.AdvanceTo(read.Buffer.GetPosition(taken));
            FlushResult flushed = await output.FlushAsync(CancellationToken.None);
            goesOn &= !isLast && !flushed.IsCompleted;
        }
    }

    // False when the session is over: the peer ended it, or it sent a line that is too long.
    private bool AnswerLines(in ReadOnlySequence<byte> input, PipeWriter output, out long taken)
    {
        long before = framer.BytesConsumed;
        bool goesOn = true;
        try
        {
            foreach (ReadOnlyMemory<byte> segment in input)
            {
                LineReader reader = framer.Read(segment.Span);
                while (goesOn && output.UnflushedBytes < MostUnflushed && reader.TryRead(out ReadOnlySpan<byte> line))
                {
                    goesOn = protocol.Answer(line, output);
                }

                if (!goesOn || output.UnflushedBytes >= MostUnflushed)
                {
                    break;
                }
            }
        }
        catch (LineTooLongException)
        {
            protocol.AnswerTooLong(output);
            goesOn = false;
        }

        taken = framer.BytesConsumed - before;
        return goesOn;
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using LineFraming.Server;

namespace LineFraming.Fuzz;

/// <summary>The property that the server's session holds the reference conversation, wherever its peer's chunks end.</summary>
public static class SessionProperty
{
    // More bytes than any case has, so that the session never has to wait for its peer to send less.
    private static readonly SessionLimits Limits = new() { LingerBytes = long.MaxValue, Elsewhere = PipeScheduler.Inline };

    /// <summary>
    /// R1 over a connection: the answers to a stream are those to the reference framer's lines of it, up to a lone
    /// <c>.</c> or an oversized line; no more is ever buffered than R10 allows; and when the peer has ended, the session ends.
    /// A delimiter that the server itself rejects passes.
    /// </summary>
    /// <param name="input">The case; its policy does not matter, for a session fails on an oversized line.</param>
    /// <exception cref="PropertyViolatedException">The answers are others, or the session does not end.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void AnswersAreTheReferenceConversation(FramerCase input)
    {
        FramerOptions options = input.Options with { OversizedLineHandling = OversizedLineHandling.Throw };
        ChatProtocol protocol;
        try
        {
            protocol = new ChatProtocol(options.Delimiter.Real, options.MaxLineLength);
        }
        catch (ArgumentException)
        {
            return;
        }

        LineFramer framer = new(options.Delimiter.Real, options.MaxLineLength);
        MemoryDuplex peer = new();
        Task session = new LineSession(protocol, framer, Limits, new ServerMetrics()).RunAsync(peer.OfSession, CancellationToken.None);
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        for (int sent = 0; sent < input.Stream.Length;)
        {
            int length = Math.Min(sizes.Next(), input.Stream.Length - sent);
            peer.Send(input.Stream.AsSpan(sent, length));
            sent += length;
            if (framer.BytesBuffered > options.MaxBuffered)
            {
                ContractViolation.R10Memory($"after {sent} bytes the session buffers {framer.BytesBuffered}; {options.MaxBuffered} may be");
            }
        }

        peer.End();
        ThrowIfOther(Conversation(input.Stream, options), peer.Answers);
        if (!session.IsCompletedSuccessfully)
        {
            ContractViolation.R7End($"the peer has ended, but the session is {session.Status}: {session.Exception?.Message}");
        }
    }

    /// <summary>The answers to a stream so far: of the reference framer's lines, up to a lone <c>.</c> or one too long.</summary>
    /// <param name="stream">What the peer sent.</param>
    /// <param name="options">The session's.</param>
    public static byte[] Conversation(byte[] stream, FramerOptions options)
    {
        EventLog lines = new();
        ReferenceFramer.Read(stream, false, options, lines);
        ArrayBufferWriter<byte> answers = new();
        byte[] end = options.Delimiter.IsAnyNewline ? [.. "\r\n"u8] : options.Delimiter.Strings[0];
        for (int i = 0; i < lines.Count && !lines.Content(i).SequenceEqual("."u8); i++)
        {
            answers.Write(lines.IsOversized(i)
                ? Encoding.ASCII.GetBytes($"Line too long: the limit is {options.MaxLineLength} bytes.")
                : [.. "You sent: "u8, .. lines.Content(i)]);
            answers.Write(end);
        }

        return answers.WrittenSpan.ToArray();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfOther(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (!expected.SequenceEqual(actual))
        {
            ContractViolation.R1Chunking($"expected the answers {Escape.Quote(expected, 2000)}, got {Escape.Quote(actual, 2000)}");
        }
    }

    /// <summary>
    /// A connection in memory. Its pipes run what waits for them at once and on the same thread, so that all a
    /// session does with some bytes is done when they are sent.
    /// </summary>
    private sealed class MemoryDuplex
    {
        private static readonly PipeOptions Inline = new(
            readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false);

        private readonly Pipe _toSession = new(Inline);
        private readonly Pipe _toPeer = new(Inline);
        private readonly ArrayBufferWriter<byte> _answers = new();

        public IDuplexPipe OfSession => new Duplex(_toSession.Reader, _toPeer.Writer);

        public ReadOnlySpan<byte> Answers => _answers.WrittenSpan;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Send(ReadOnlySpan<byte> bytes)
        {
            _toSession.Writer.Write(bytes);
            ValueTask<FlushResult> flushed = _toSession.Writer.FlushAsync();
            ReadAnswers();
            if (!flushed.IsCompleted)
            {
                ContractViolation.R9HandOff("the session does not take what it is sent, with its answers read");
            }
        }

        public void End()
        {
            _toSession.Writer.Complete();
            ReadAnswers();
        }

        private void ReadAnswers()
        {
            bool isCompleted = false;
            while (!isCompleted && _toPeer.Reader.TryRead(out ReadResult read))
            {
                foreach (ReadOnlyMemory<byte> segment in read.Buffer)
                {
                    _answers.Write(segment.Span);
                }

                isCompleted = read.IsCompleted;
                _toPeer.Reader.AdvanceTo(read.Buffer.End);
            }
        }

        private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }
}

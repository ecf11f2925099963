using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using LineFraming.Server;

namespace LineFraming.Fuzz;

/// <summary>Checks that the server's session answers like the reference conversation, for any chunk boundaries.</summary>
public static class SessionProperty
{
    // More bytes than any case has, so the session never stops reading early.
    private static readonly SessionLimits Limits = new() { LingerBytes = long.MaxValue, Elsewhere = PipeScheduler.Inline };

    /// <summary>
    /// R1 over a connection: the answers to a stream are the answers to the reference framer's lines, up to a line <c>.</c> or an
    /// oversized line; the session never buffers more than R10 allows; and it ends after the peer has ended. A delimiter that the
    /// server rejects passes.
    /// </summary>
    /// <param name="input">The case; its policy does not matter, because a session fails on an oversized line.</param>
    /// <exception cref="PropertyViolatedException">The answers differ, or the session does not end.</exception>
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
                ContractViolation.R10Memory(
                    $"after {sent} bytes the session buffers {framer.BytesBuffered}; at most {options.MaxBuffered} are allowed");
            }
        }

        peer.End();
        ThrowIfDifferent(Conversation(input.Stream, options), peer.Answers);
        if (!session.IsCompletedSuccessfully)
        {
            ContractViolation.R7End($"the peer has ended, but the session is {session.Status}: {session.Exception?.Message}");
        }
    }

    /// <summary>Returns the answers to the reference framer's lines of a stream, up to a line <c>.</c> or an oversized line.</summary>
    /// <param name="stream">The bytes that the peer sent.</param>
    /// <param name="options">The settings of the session.</param>
    /// <returns>The bytes of the answers.</returns>
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
    private static void ThrowIfDifferent(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (!expected.SequenceEqual(actual))
        {
            ContractViolation.R1Chunking($"expected the answers {Escape.Quote(expected, 2000)}, got {Escape.Quote(actual, 2000)}");
        }
    }

    /// <summary>
    /// A connection in memory. Its pipes run continuations inline, so the session has processed the bytes when <see cref="Send"/>
    /// returns.
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
                ContractViolation.R9HandOff("the session does not read what it is sent, although its answers are read");
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

using System.Buffers;
using System.IO.Pipelines;

namespace LineFraming.Server;

/// <summary>
/// The client's conversation: sends the lines of its input and prints those that come back, both at once.
/// <para>
/// The last line of the input need not be terminated; each line is sent with the delimiter. Lines that come back are printed
/// with LF, and an unterminated last one as it is. At the end of the input the sending side is closed and the answers are read
/// to their end. If the peer ends first, the rest of the input is still sent, because the peer has ended only its own direction
/// (RFC 9293, 3.6). But then the client waits only for <paramref name="inputWait"/> if nothing comes from the input, and not at
/// all if someone types it. A line that the peer would read as more than one is rejected: neither it nor anything after it is
/// sent, because commands after a missing one may mean something else. The same goes for an input that cannot be read.
/// <paramref name="silence"/> ends a conversation in which neither side sends anything.
/// </para>
/// </summary>
internal sealed class ClientConversation(
    LineClient connection,
    LineDelimiter delimiter,
    LineDelimiter inputDelimiter,
    int maxLineLength,
    StandardStreams streams,
    PeerDeadline silence,
    TimeSpan inputWait)
{
    private volatile PeerDeadline? _inputSilence;
    private bool _isInputCutShort;
    private string? _sendProblem;
    private long _linesSent;
    private int _problems;

    /// <summary>Runs the conversation to its end.</summary>
    /// <returns>
    /// The exit code: 0 if all went well, <see cref="ReaderGoneException.ExitCode"/> if the reader of the output has gone,
    /// else 1, after a line that says why.
    /// </returns>
    public async Task<int> RunAsync()
    {
        silence.Restart();

        // A read of the input cannot be cancelled: if it is still waiting, it is abandoned and the process ends.
        Task<int> conversing = Task.Run(ConverseAsync);
        Task first = await Task.WhenAny(conversing, WhenCancelledAsync(silence.Expired));
        return first == conversing ? await conversing : Fail("Nothing was received or sent for as long as --timeout allows.");
    }

    private static Task WhenCancelledAsync(CancellationToken token) => Task.Delay(Timeout.InfiniteTimeSpan, token);

    private async Task<int> ConverseAsync()
    {
        Task sending = Task.Run(SendAsync);
        int exitCode = await ReceiveAsync();
        if (exitCode != 0)
        {
            return exitCode;
        }

        if (!streams.IsTyped && !sending.IsCompleted)
        {
            using PeerDeadline input = new(inputWait, TimeProvider.System);
            _inputSilence = input;
            await Task.WhenAny(sending, WhenCancelledAsync(input.Expired));
            if (!sending.IsCompleted)
            {
                return Fail(
                    $"The peer has ended, and of the input nothing came for {inputWait.TotalSeconds} s (--timeout); its first "
                    + $"{_linesSent} lines were sent.");
            }
        }

        return sending.IsCompleted && _sendProblem is { } problem ? Fail(problem) : _isInputCutShort ? ServerCommandLine.Failed : 0;
    }

    private async Task SendAsync()
    {
        PipeReader input = PipeReader.Create(streams.Input, new StreamPipeReaderOptions(leaveOpen: true));
        PipeWriter output = connection.Output;
        LineFramer framer = new(inputDelimiter, maxLineLength);
        bool goesOn = true;
        try
        {
            while (goesOn && await ReadAsync(input, framer) is { } read)
            {
                if (WriteLines(read, framer, output) is { } problem)
                {
                    // The error is reported before the lines that precede it are sent, because their answers may end the
                    // session.
                    CutInputShort(problem);
                }

                input.AdvanceTo(read.Buffer.End);
                await output.FlushAsync();
                _linesSent = framer.LinesRead;
                silence.Restart();
                _inputSilence?.Restart();
                goesOn = !read.IsCompleted && !_isInputCutShort;
            }

            await output.CompleteAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // If the peer has not ended before, the receiving side has the more exact reason.
            _sendProblem = $"The connection was lost: {Tls.ReasonOf(e).TrimEnd('.')}. Of the input's lines, {framer.LinesRead} were sent.";
            await output.CompleteAsync(e);
        }
    }

    // Null if the input cannot be read, which is no failure of the connection.
    private async Task<ReadResult?> ReadAsync(PipeReader input, LineFramer framer)
    {
        try
        {
            return await input.ReadAsync();
        }
        catch (Exception e) when (StandardStreams.IsFailure(e))
        {
            CutInputShort($"Standard input cannot be read: {e.Message.TrimEnd('.')}. Of its lines, {framer.LinesRead} were sent.");
            return null;
        }
    }

    private void CutInputShort(string problem)
    {
        _isInputCutShort = true;
        Fail(problem);
    }

    // Why a line was rejected, or null; the lines before it are written.
    private string? WriteLines(ReadResult read, LineFramer framer, PipeWriter output)
    {
        try
        {
            foreach (ReadOnlyMemory<byte> segment in read.Buffer)
            {
                WriteLines(framer.Read(segment.Span), output);
            }

            if (read.IsCompleted)
            {
                WriteLines(framer.Read(default, isFinalBlock: true), output);
            }

            return null;
        }
        catch (ArgumentException)
        {
            return $"Line {framer.LinesRead} of the input was not sent, nor anything after it: "
                + $"a peer whose lines end with {delimiter} would read it as more than one line.";
        }
        catch (LineTooLongException)
        {
            return $"Line {framer.LinesRead + 1} of the input was not sent, nor anything after it: "
                + $"it is longer than {maxLineLength} bytes (--max-line).";
        }
    }

    private void WriteLines(LineReader lines, PipeWriter output)
    {
        foreach (ReadOnlySpan<byte> line in lines)
        {
            output.WriteLine(line, delimiter);
        }
    }

    private async Task<int> ReceiveAsync()
    {
        PipeWriter output = PipeWriter.Create(streams.Output, new StreamPipeWriterOptions(leaveOpen: true));
        LineFramer framer = new(delimiter, maxLineLength);
        string? failure = null;
        bool goesOn = true;
        while (goesOn && failure is null)
        {
            try
            {
                ReadResult read = await connection.Input.ReadAsync();
                silence.Restart();
                Print(read, framer, output);
                connection.Input.AdvanceTo(read.Buffer.End);
                goesOn = !read.IsCompleted;
            }
            catch (IOException e)
            {
                failure = $"The connection was lost: {Tls.ReasonOf(e).TrimEnd('.')}.";
            }
            catch (LineTooLongException)
            {
                failure = $"The peer sent a line longer than {maxLineLength} bytes (--max-line).";
            }

            if (await FlushAsync(output) is { } unwritten)
            {
                // Nothing more is printed, so nothing more is requested.
                await output.CompleteAsync(unwritten);
                return streams.OutputFailed(unwritten);
            }
        }

        await output.CompleteAsync();
        return failure is null ? 0 : Fail(failure);
    }

    // The error is one line, so only the first problem is reported.
    private int Fail(string problem)
    {
        if (Interlocked.Increment(ref _problems) == 1)
        {
            streams.Fail(problem);
        }

        return ServerCommandLine.Failed;
    }

    // Why the output cannot be written, or null.
    private static async Task<Exception?> FlushAsync(PipeWriter output)
    {
        try
        {
            await output.FlushAsync();
            return null;
        }
        catch (Exception e) when (StandardStreams.IsFailure(e))
        {
            return e;
        }
    }

    private static void Print(ReadResult read, LineFramer framer, PipeWriter output)
    {
        foreach (ReadOnlyMemory<byte> segment in read.Buffer)
        {
            foreach (ReadOnlySpan<byte> line in framer.Read(segment.Span))
            {
                output.Write(line);
                output.Write("\n"u8);
            }
        }

        if (read.IsCompleted)
        {
            foreach (ReadOnlySpan<byte> rest in framer.Read(default, isFinalBlock: true))
            {
                output.Write(rest);
            }
        }
    }
}

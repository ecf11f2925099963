using System.Buffers;
using System.IO.Pipelines;

namespace LineFraming.Server;

/// <summary>
/// The client: sends the lines of its input and prints those that come back, both at once.
/// <para>
/// Lines of the input end with LF or CR LF, and a last one need not; each is sent with the delimiter. Lines that come
/// back are printed with LF; what comes behind the last of them is printed as it is. At the end of the input the
/// sending side is closed and the answers are read to their end; when the peer ends first, the rest of the input is not
/// sent. A line that the peer would read as more than one is rejected: it is not sent and nothing after it is, for
/// commands after a lost one may mean something else. So it is with an input that cannot be read.
/// </para>
/// </summary>
/// <param name="delimiter">What ends a line in both directions.</param>
/// <param name="maxLineLength">The most bytes a line may have in both directions, delimiter excluded, inclusive.</param>
/// <param name="streams">The input, the output, and where a failure is reported in one line.</param>
internal sealed class LineClient(LineDelimiter delimiter, int maxLineLength, StandardStreams streams)
{
    private volatile bool _isInputCutShort;

    /// <summary>Holds the conversation to its end.</summary>
    /// <param name="transport">The connection.</param>
    /// <returns>
    /// The exit code: 0 if all went well, <see cref="ReaderGoneException.ExitCode"/> if nobody reads the output any more,
    /// else 1, after a line that says why.
    /// </returns>
    public async Task<int> RunAsync(IDuplexPipe transport)
    {
        // A read of a terminal cannot be cancelled: when the peer has ended, it is left to the end of the process.
        Task sending = Task.Run(() => SendAsync(transport.Output));
        int exitCode = await ReceiveAsync(transport.Input);
        if (sending.IsCompleted)
        {
            await sending;
        }

        return exitCode == 0 && _isInputCutShort ? ServerCommandLine.Failed : exitCode;
    }

    private async Task SendAsync(PipeWriter output)
    {
        PipeReader input = PipeReader.Create(streams.Input, new StreamPipeReaderOptions(leaveOpen: true));
        LineFramer framer = new(LineDelimiter.CrLfOrLf, maxLineLength);
        bool goesOn = true;
        try
        {
            while (goesOn && await ReadAsync(input, framer) is { } read)
            {
                string? problem = WriteLines(read, framer, output);
                if (problem is not null)
                {
                    // Before the lines in front of it are sent, for their answers may end the session.
                    CutInputShort(problem);
                }

                input.AdvanceTo(read.Buffer.End);
                await output.FlushAsync();
                goesOn = !read.IsCompleted && problem is null;
            }

            await output.CompleteAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The peer is gone; whether that is a failure, the receiving side knows.
            await output.CompleteAsync(e);
        }
    }

    // Null if the input cannot be read, which is no matter of the connection.
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
        streams.Report(problem);
    }

    // Null, or why a line was rejected; those before it are written.
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

    private async Task<int> ReceiveAsync(PipeReader input)
    {
        PipeWriter output = PipeWriter.Create(streams.Output, new StreamPipeWriterOptions(leaveOpen: true));
        LineFramer framer = new(delimiter, maxLineLength);
        string? failure = null;
        bool goesOn = true;
        while (goesOn && failure is null)
        {
            try
            {
                ReadResult read = await input.ReadAsync();
                Print(read, framer, output);
                input.AdvanceTo(read.Buffer.End);
                goesOn = !read.IsCompleted;
            }
            catch (IOException e)
            {
                failure = $"The connection was lost: {e.Message}";
            }
            catch (LineTooLongException)
            {
                failure = $"The peer sent a line longer than {maxLineLength} bytes (--max-line).";
            }

            if (await FlushAsync(output) is { } unwritten)
            {
                // Nothing is printed any more, so nothing more is worth asking for.
                await output.CompleteAsync(unwritten);
                return streams.OutputFailed(unwritten);
            }
        }

        await output.CompleteAsync();
        if (failure is null)
        {
            return 0;
        }

        streams.Report(failure);
        return ServerCommandLine.Failed;
    }

    // Null, or why the output cannot be written.
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

using System.Buffers;
using System.IO.Pipelines;

namespace LineFraming.Server;

/// <summary>
/// The client: sends the lines of its input and prints those that come back, both at once.
/// <para>
/// Lines of the input end with LF or CR LF, and a last one need not; each is sent with the delimiter. Lines that come
/// back are printed with LF; what comes behind the last of them is printed as it is. At the end of the input the
/// sending side is closed and the answers are read to their end; when the peer ends first, the rest of the input is not
/// sent. A line that the peer would read as more than one is refused: it is not sent and nothing after it is, for
/// commands behind a lost one may mean something else.
/// </para>
/// </summary>
/// <param name="delimiter">What ends a line in both directions.</param>
/// <param name="maxLineLength">The most bytes a line may have in both directions, delimiter excluded, inclusive.</param>
/// <param name="streams">The input, the output, and where a failure is told in one line.</param>
internal sealed class LineClient(LineDelimiter delimiter, int maxLineLength, StandardStreams streams)
{
    private volatile bool _isRefused;

    /// <summary>Holds the conversation to its end.</summary>
    /// <param name="transport">The connection.</param>
    /// <returns>Whether all went well: nothing was refused, no answer was too long, and the connection was not lost.</returns>
    public async Task<bool> RunAsync(IDuplexPipe transport)
    {
        // A read of a terminal cannot be cancelled: when the peer has ended, it is left to the end of the process.
        Task sending = Task.Run(() => SendAsync(transport.Output));
        bool isReceived = await ReceiveAsync(transport.Input);
        if (sending.IsCompleted)
        {
            await sending;
        }

        return isReceived && !_isRefused;
    }

    private async Task SendAsync(PipeWriter output)
    {
        PipeReader input = PipeReader.Create(streams.Input, new StreamPipeReaderOptions(leaveOpen: true));
        LineFramer framer = new(LineDelimiter.CrLfOrLf, maxLineLength);
        bool goesOn = true;
        try
        {
            while (goesOn)
            {
                ReadResult read = await input.ReadAsync();
                string? refusal = WriteLines(read, framer, output);
                if (refusal is not null)
                {
                    // Before the lines in front of it are sent, for their answers may end the session.
                    _isRefused = true;
                    await streams.Error.WriteLineAsync(refusal);
                }

                input.AdvanceTo(read.Buffer.End);
                await output.FlushAsync();
                goesOn = !read.IsCompleted && refusal is null;
            }

            await output.CompleteAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The peer is gone; whether that is a failure, the receiving side knows.
            await output.CompleteAsync(e);
        }
    }

    // Null, or why a line was refused; those before it are written.
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

    private async Task<bool> ReceiveAsync(PipeReader input)
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

            await output.FlushAsync();
        }

        await output.CompleteAsync();
        if (failure is not null)
        {
            await streams.Error.WriteLineAsync(failure);
        }

        return failure is null;
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

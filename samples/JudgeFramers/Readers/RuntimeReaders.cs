using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using LineFraming.Testing;

namespace JudgeFramers.Readers;

/// <summary>What comes with .NET: its reader of text, and the two ways in which its documentation reads lines from a pipe.</summary>
internal static class RuntimeReaders
{
    private static readonly StreamPipeReaderOptions SmallestSegments = new(bufferSize: 1, minimumReadSize: 1);

    /// <summary>The reader of text.</summary>
    public static JudgedReader StreamReader { get; } = new(
        "streamreader",
        "StreamReader.ReadLine",
        typeof(StreamReader),
        "It is public. It declares CR, LF and CR LF, no limit, that it reads ahead, and that it reads text in UTF-8.",
        FramerAdapter.OverTextReader(
            new()
            {
                Delimiters = [DelimiterChoice.AnyNewline],
                Limits = null,
                ReadsAhead = true,
                Text = Encoding.UTF8,
                ExpectedDifferences =
                [
                    new(
                        "R4",
                        "A line that a CR ends is held back until the next byte says whether an LF follows.",
                        input => input.Stream.Contains((byte)'\r')),
                ],
            },
            (stream, _) => new StreamReader(stream)))
    {
        Findings =
        [
            new(
                FindingKind.Policy,
                "A line that ended in CR comes one byte late. A program that reads lines from a peer which waits for the answer, "
                + "and ends its lines with CR, waits for ever."),
        ],
    };

    /// <summary>A loop that looks for LF in all that the pipe has.</summary>
    public static JudgedReader PipeIdiom { get; } = new(
        "pipereader",
        "PipeReader and PositionOf",
        typeof(PipeReader),
        "It is written here as the documentation of pipes shows it: search the buffer for LF, slice, advance, stop when the pipe "
        + "is completed. It declares LF, no limit, that it reads ahead, and that the unterminated last line is dropped.",
        FramerAdapter.OverPipe(
            new()
            {
                Delimiters = [DelimiterChoice.Lf],
                Limits = null,
                ReadsAhead = true,
                UnterminatedLine = UnterminatedLineHandling.Dropped,
            },
            (pipe, _) => new PipeLoop(pipe, SliceLine).ReadAsync))
    {
        Findings =
        [
            new(
                FindingKind.Bug,
                "Every read searches all that is buffered from the start: a long line in small pieces costs the square of its length.",
                "R11_Time_grows_linearly"),
        ],
    };

    /// <summary>A loop that reads to CR LF by a SequenceReader.</summary>
    public static JudgedReader SequenceIdiom { get; } = new(
        "sequencereader",
        "SequenceReader.TryReadTo",
        typeof(SequenceReader<byte>),
        "It is written here as the documentation of buffers shows it, over a pipe of the smallest segments that a stream's pipe "
        + "has, so that lines cross them. It declares CR LF, no limit, that it reads ahead, and that the unterminated last line is "
        + "dropped.",
        FramerAdapter.OverStreamAsync(
            new()
            {
                Delimiters = [DelimiterChoice.CrLf],
                Limits = null,
                ReadsAhead = true,
                UnterminatedLine = UnterminatedLineHandling.Dropped,
            },
            (stream, _) => new PipeLoop(PipeReader.Create(stream, SmallestSegments), ReadLine).ReadAsync))
    {
        Findings =
        [
            new(
                FindingKind.Bug,
                "Every read searches all that is buffered from the start, segment by segment: a long line in small pieces costs "
                + "the square of its length.",
                "R11_Time_grows_linearly"),
        ],
    };

    private delegate bool TryReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line);

    private static bool SliceLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        SequencePosition? end = buffer.PositionOf((byte)'\n');
        line = end is null ? default : buffer.Slice(0, end.Value);
        buffer = end is null ? buffer : buffer.Slice(buffer.GetPosition(1, end.Value));
        return end is not null;
    }

    private static bool ReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        SequenceReader<byte> reader = new(buffer);
        bool isFound = reader.TryReadTo(out line, "\r\n"u8);
        buffer = isFound ? reader.UnreadSequence : buffer;
        return isFound;
    }

    // The loop around either, with its lines kept until they are asked for.
    private sealed class PipeLoop(PipeReader pipe, TryReadLine tryRead)
    {
        private readonly Queue<byte[]> _lines = [];
        private bool _hasEnded;

        public async ValueTask<byte[]?> ReadAsync()
        {
            while (_lines.Count == 0 && !_hasEnded)
            {
                ReadResult read = await pipe.ReadAsync();
                ReadOnlySequence<byte> buffer = read.Buffer;
                while (tryRead(ref buffer, out ReadOnlySequence<byte> line))
                {
                    _lines.Enqueue(line.ToArray());
                }

                pipe.AdvanceTo(buffer.Start, buffer.End);
                _hasEnded = read.IsCompleted;
            }

            return _lines.TryDequeue(out byte[]? next) ? next : null;
        }
    }
}

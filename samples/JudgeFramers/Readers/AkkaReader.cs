using Akka.Actor;
using Akka.IO;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Util;
using LineFraming;
using LineFraming.Testing;

namespace JudgeFramers.Readers;

/// <summary>
/// Akka.Streams' framing by a delimiter. The stream runs on a thread of the actor system; a line at a time is let through, so that
/// it reads no further than the line that is asked for.
/// </summary>
internal static class AkkaReader
{
    private static readonly Lazy<ActorMaterializer> Materializer = new(
        () => ActorSystem.Create("judge", "akka.loglevel = OFF\nakka.stdout-loglevel = OFF").Materializer());

    private static readonly FramerCapabilities Offered = new()
    {
        Delimiters = [DelimiterChoice.CrLf, DelimiterChoice.Lf, DelimiterChoice.Of("aab", "aab")],
        Limits = new LimitRange(1, 1 << 20),
        Policies = [OversizedLineHandling.Throw],
        ReadsAhead = true,
        IsOversized = thrown => thrown is Framing.FramingException,
    };

    /// <summary>The reader.</summary>
    public static JudgedReader Reader { get; } = new(
        "akka",
        "Framing.Delimiter",
        typeof(Framing),
        "It is public. It declares some single delimiters, an error for an oversized line that ends the stream, that it reads "
        + "ahead, and (allowTruncation) that an unterminated last line is returned.",
        FramerAdapter.OverStream(Offered, (stream, options) => new Run(stream, options).ReadLine))
    {
        // Every run starts an actor.
        MaxCases = 40,
        MaxExhaustiveBytes = 1,

        // The reader runs on another thread, so its time is elapsed time: on a busy machine the streams that are long enough to show
        // the violation may not be reached.
        Unsteady = ["R11_Time_grows_linearly"],
        Findings =
        [
            new(
                FindingKind.Bug,
                "Every chunk makes a new buffer with a list of all chunks so far: a long line in small pieces costs the square of "
                + "its length in memory. Akka's search of the same buffer was once as slow (akka/akka-core #21530).",
                "R11_Allocation_grows_linearly"),
        ],
    };

    // Hands over from the actor's thread, which waits until the next line is asked for.
#pragma warning disable CA1001 // Semaphores that are only waited for have nothing to release.
    private sealed class Run
#pragma warning restore CA1001
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

        private readonly SemaphoreSlim _asked = new(0);
        private readonly SemaphoreSlim _answered = new(0);
        private readonly byte[] _chunk = new byte[4096];
        private byte[]? _line;
        private Exception? _failure;
        private bool _isOver;
        private bool _isStarted;

        public Run(Stream stream, FramerOptions options)
        {
            Source.Unfold(stream, ReadChunk)
                .Via(Framing.Delimiter(ByteString.FromBytes(options.Delimiter.Strings[0]), options.MaxLineLength, allowTruncation: true))
                .RunForeach(line => Answer(line.ToArray()), Materializer.Value)
                .ContinueWith(End, TaskScheduler.Default);
        }

        public byte[]? ReadLine()
        {
            if (!_isOver)
            {
                _line = null;
                _asked.Release();
                _answered.Wait();
            }

            return _failure is null ? _line : throw _failure;
        }

        // For Unfold, which asks for no further chunk before this one is framed. A source that does would read beyond the line that
        // is asked for.
        private Option<(Stream, ByteString)> ReadChunk(Stream stream)
        {
            if (!_isStarted)
            {
                _asked.Wait(Patience);
                _isStarted = true;
            }

            int read = stream.Read(_chunk);
            return read == 0 ? Option<(Stream, ByteString)>.None : (stream, ByteString.CopyFrom(_chunk, 0, read));
        }

        private void Answer(byte[] line)
        {
            _line = line;
            _answered.Release();
            _asked.Wait(Patience);
        }

        private void End(Task done)
        {
            _failure = done.Exception?.Flatten().InnerException;
            _line = null;
            _isOver = true;
            _answered.Release();
        }
    }
}

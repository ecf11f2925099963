// The one asynchronous file of the library: it moves the pipe's segments into the framer and awaits the next ones.
#pragma warning disable RS0030
using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>Reads lines from a <see cref="PipeReader"/>.</summary>
public static class PipeReaderExtensions
{
    /// <summary>
    /// Reads the lines of a pipe, to its end or until the caller breaks out, with the same results as
    /// <see cref="LineFramer.Read"/> over the pipe's segments (R1). At the end of the pipe the framer is completed.
    /// <para>
    /// Breaking out leaves the pipe exactly behind the last line, so that another reader, or this one again, goes on
    /// from there (R9). A cancelled read loses nothing: what it had of an unfinished line is held by the framer, and
    /// reading on with the same framer gives the line.
    /// </para>
    /// </summary>
    /// <param name="reader">The pipe to read; it is not completed.</param>
    /// <param name="framer">The framer, which nobody else may use meanwhile. Its counts tell of the lines read.</param>
    /// <param name="cancellationToken">Ends the wait for more bytes.</param>
    /// <returns>
    /// The lines: slices of the pipe's segments, or of the framer's buffer for a line that crosses segments. Each is
    /// valid until the next is asked for. A piece of a line (<see cref="OversizedLine.Split"/>) that is not its last
    /// leaves <see cref="LineFramer.LinesRead"/> as it was.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> or <paramref name="framer"/> is null.</exception>
    /// <exception cref="LineTooLongException">A line is too long, under <see cref="OversizedLine.Throw"/> (R5).</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled, or the read was by <see cref="PipeReader.CancelPendingRead"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">The framer was completed before, or used elsewhere meanwhile.</exception>
    public static IAsyncEnumerable<ReadOnlyMemory<byte>> ReadLinesAsync(
        this PipeReader reader, LineFramer framer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(framer);
        return new PipeLines(reader, framer, cancellationToken);
    }

    private sealed class PipeLines(PipeReader reader, LineFramer framer, CancellationToken given)
        : IAsyncEnumerable<ReadOnlyMemory<byte>>
    {
        public IAsyncEnumerator<ReadOnlyMemory<byte>> GetAsyncEnumerator(CancellationToken cancellationToken)
        {
            if (!given.CanBeCanceled || !cancellationToken.CanBeCanceled || given == cancellationToken)
            {
                return new Enumerator(reader, framer, null, given.CanBeCanceled ? given : cancellationToken);
            }

            CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(given, cancellationToken);
            return new Enumerator(reader, framer, either, either.Token);
        }
    }

    // Written out, because an iterator of the compiler's takes longer over a line than the framer does.
    private sealed class Enumerator(
        PipeReader reader, LineFramer framer, CancellationTokenSource? toDispose, CancellationToken cancellationToken)
        : IAsyncEnumerator<ReadOnlyMemory<byte>>
    {
        private readonly bool _mustLook = framer.MustLook;
        private Stage _stage;

        // What the pipe gave, until it is told how much of it was taken; where that began in the stream, and its next segment.
        private ReadOnlySequence<byte> _result;
        private bool _isResult;
        private bool _isLastResult;
        private long _resultOffset;
        private SequencePosition _next;

        private ReadOnlyMemory<byte> _segment;
        private ChunkLines _lines;

        // The line given last: a slice of the segment, or of the framer's buffer if it began in an earlier one, before 0.
        private int _lineStart;
        private int _lineLength;
        private ReadOnlyMemory<byte> _copied;

        // How much of the stream the line given last leaves taken; the framer may be at another by the time that matters.
        private long _taken;

        private enum Stage
        {
            BetweenResults,
            InSegment,
            InRest,
            Ended,
        }

        // Made when asked for: to keep a reference for every line is dearer.
        public ReadOnlyMemory<byte> Current => _lineStart >= 0 ? _segment.Slice(_lineStart, _lineLength) : _copied;

        public ValueTask<bool> MoveNextAsync()
        {
            if (_mustLook)
            {
                if (_lines.TryTakeNext(_segment.Span, out ReadOnlySpan<byte> line))
                {
                    GiveOut(line.Length);
                    return new ValueTask<bool>(true);
                }
            }
            else if (_lines.TryTakePlain(out int start, out int length, out long taken))
            {
                // Into variables first: fields whose addresses are given away would be written twice.
                _lineStart = start;
                _lineLength = length;
                _taken = taken;
                return new ValueTask<bool>(true);
            }

            return TryReadLine() ? new ValueTask<bool>(true) : MoveOnAsync();
        }

        public ValueTask DisposeAsync()
        {
            End();
            return default;
        }

        // Where no line is left to be read without the pipe.
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<bool> MoveOnAsync()
        {
            try
            {
                do
                {
                    ThrowIfFailed();
                    switch (_stage)
                    {
                        case Stage.BetweenResults:
                            BeginResult(await reader.ReadAsync(cancellationToken).ConfigureAwait(false));
                            break;
                        case Stage.InSegment:
                            BeginSegment();
                            break;
                        default:
                            End();
                            return false;
                    }
                }
                while (!TryReadLine());
                return true;
            }
            catch
            {
                End();
                throw;
            }
        }

        // Not inlined, so that the loop over the lines has its registers for itself.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private bool TryReadLine()
        {
            if (!_lines.IsNewest || !_lines.TryReadUnlessFailed(_segment.Span, out ReadOnlySpan<byte> line))
            {
                return false;
            }

            GiveOut(line.Length);
            return true;
        }

        private void ThrowIfFailed()
        {
            if (_stage is Stage.BetweenResults or Stage.Ended)
            {
                return;
            }

            if (!_lines.IsNewest)
            {
                throw new InvalidOperationException(
                    "The framer was used by someone else while lines were read from the pipe. Break out of the loop first.");
            }

            framer.ThrowIfFailed();
        }

        private void GiveOut(int length)
        {
            _lineStart = _lines.LineStart(framer);
            _lineLength = length;
            _taken = framer.BytesConsumed;
            if (_lineStart < 0)
            {
                _copied = framer.Held.GivenOut(length);
            }
        }

        private void BeginResult(in ReadResult result)
        {
            _result = result.Buffer;
            _isResult = true;
            _isLastResult = result.IsCompleted;
            _resultOffset = framer.BytesConsumed;
            _taken = _resultOffset;
            _next = _result.Start;
            if (result.IsCanceled)
            {
                throw new OperationCanceledException("The pending read of the pipe was cancelled.");
            }

            BeginSegment();
        }

        private void BeginSegment()
        {
            if (_result.TryGet(ref _next, out _segment))
            {
                _lines.Begin(framer, framer.BeginChunk());
                _stage = Stage.InSegment;
                return;
            }

            LeaveResult();
            _stage = Stage.BetweenResults;
            if (_isLastResult)
            {
                _lines.Begin(framer, framer.BeginRest());
                _stage = Stage.InRest;
            }
        }

        // Nothing behind the last line counts as examined, so whoever reads next need not wait for more.
        private void LeaveResult()
        {
            if (_isResult)
            {
                long taken = (_lines.IsNewest ? framer.BytesConsumed : _taken) - _resultOffset;
                SequencePosition end = taken == _result.Length ? _result.End : _result.GetPosition(taken);
                _isResult = false;
                _result = default;
                _segment = default;
                (_lineStart, _copied) = (-1, default);
                _lines = default;
                reader.AdvanceTo(end);
            }
        }

        private void End()
        {
            LeaveResult();
            toDispose?.Dispose();
            _lines = default;
            _stage = Stage.Ended;
        }
    }
}

// Asynchronous: it moves the pipe's segments into the framer and awaits the next ones.
#pragma warning disable RS0030
using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>The lines of a pipe, for <see cref="PipeReaderExtensions.ReadLinesAsync"/>.</summary>
internal sealed class PipeLines(PipeReader reader, LineState state, CancellationToken given) : IAsyncEnumerable<ReadOnlyMemory<byte>>
{
    public IAsyncEnumerator<ReadOnlyMemory<byte>> GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        if (!given.CanBeCanceled || !cancellationToken.CanBeCanceled || given == cancellationToken)
        {
            return new Enumerator(reader, state, null, given.CanBeCanceled ? given : cancellationToken);
        }

        CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(given, cancellationToken);
        return new Enumerator(reader, state, either, either.Token);
    }

    // Written out, because the compiler's iterator takes longer over a line than the framer does.
    private sealed class Enumerator(
        PipeReader reader, LineState state, CancellationTokenSource? linked, CancellationToken cancellationToken)
        : IAsyncEnumerator<ReadOnlyMemory<byte>>
    {
        private Stage _stage;

        // The result of the last read, until the pipe is advanced; and where in it the next segment begins.
        private ReadOnlySequence<byte> _result;
        private bool _hasResult;
        private bool _isLastResult;
        private long _resultOffset;
        private SequencePosition _next;

        private ReadOnlyMemory<byte> _segment;
        private LineReaderState _lines;

        // The line returned last: a slice of the segment; or, if it began in an earlier one, of the buffer, with a negative start.
        private int _lineStart;
        private int _lineLength;
        private ReadOnlyMemory<byte> _buffered;

        // BytesConsumed after the line returned last. The pipe is advanced to it if something else has used the framer since.
        private long _consumed;

        private enum Stage
        {
            BetweenResults,
            InSegment,
            InFinalSegment,
            Ended,
        }

        // Made on request: storing a reference for every line would take longer.
        public ReadOnlyMemory<byte> Current => _lineStart >= 0 ? _segment.Slice(_lineStart, _lineLength) : _buffered;

        public ValueTask<bool> MoveNextAsync()
        {
            if (_lines.TryConsumeFast(out int start, out int length))
            {
                if (state.Settings.MustTrim)
                {
                    // A span of the segment is made only where a line's bytes must be looked at.
                    TrimAndKeep(start, length);
                }
                else
                {
                    _lineStart = start;
                    _lineLength = length;
                    _consumed = state.BytesConsumed;
                }

                return new ValueTask<bool>(true);
            }

            return TryReadInLoop() ? new ValueTask<bool>(true) : MoveOnAsync();
        }

        public ValueTask DisposeAsync()
        {
            EndQuietly();
            return default;
        }

        // Goes on to the next segment or to the next read of the pipe, when the current one has no further line.
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<bool> MoveOnAsync()
        {
            try
            {
                do
                {
                    ThrowIfStopped();
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
                while (!TryReadInLoop());
                return true;
            }
            catch
            {
                EndQuietly();
                throw;
            }
        }

        // Not inlined, so that the loop over the lines has its registers for itself.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private bool TryReadInLoop()
        {
            if (!_lines.IsNewest || !_lines.TryReadInLoop(_segment.Span, out ReadOnlySpan<byte> line))
            {
                return false;
            }

            Keep(_lines.LineStart, line.Length);
            return true;
        }

        private void TrimAndKeep(int start, int length)
        {
            state.Trim(_segment.Span, ref start, ref length);
            Keep(start, length);
        }

        private void Keep(int start, int length)
        {
            _lineStart = start;
            _lineLength = length;
            _consumed = state.BytesConsumed;
            if (start < 0)
            {
                _buffered = state.Buffer.Returned(length);
            }
        }

        private void ThrowIfStopped()
        {
            if (_stage == Stage.BetweenResults)
            {
                state.Stop.ThrowIfFinal(state.Settings.MaxLineLength);
            }
            else if (_stage != Stage.Ended)
            {
                if (!_lines.IsNewest)
                {
                    throw new InvalidOperationException(
                        "Something else used the framer while lines were read from the pipe. Leave the loop first.");
                }

                state.Stop.ThrowIfFailed(state.Settings.MaxLineLength);
            }
        }

        private void BeginResult(in ReadResult result)
        {
            _result = result.Buffer;
            _hasResult = true;
            _isLastResult = result.IsCompleted;
            _resultOffset = state.BytesConsumed;
            _consumed = _resultOffset;
            _next = _result.Start;
            if (result.IsCanceled)
            {
                throw new OperationCanceledException("The pending read of the pipe was cancelled.");
            }

            BeginSegment();
        }

        // The last segment of the last result is the final block, so an unterminated line is a slice of it.
        private void BeginSegment()
        {
            if (_isLastResult && state.Stop.IsEndDecided && !_result.IsSingleSegment)
            {
                // After a line that only the end decided, the rest must be read as one block. The pipe may return it in several
                // segments if the loop was left after that line; it is shorter than a line, so it is copied.
                _segment = _result.ToArray();
                _next = default;
                BeginLines(isFinal: true);
                return;
            }

            bool isAny = _result.TryGet(ref _next, out _segment);
            bool isFinal = _isLastResult && _next.GetObject() is null;
            if (isAny || isFinal)
            {
                BeginLines(isFinal);
                return;
            }

            LeaveResult();
            _stage = Stage.BetweenResults;
        }

        private void BeginLines(bool isFinal)
        {
            _lines.Begin(state, _segment.Length, isFinal);
            _stage = isFinal ? Stage.InFinalSegment : Stage.InSegment;
        }

        // Nothing after the last line is marked as examined, so the next reader of the pipe gets it at once.
        private void LeaveResult()
        {
            if (_hasResult)
            {
                bool isNewest = _lines.IsNewest;
                long consumed = (isNewest ? state.BytesConsumed : _consumed) - _resultOffset;
                SequencePosition end = consumed == _result.Length ? _result.End : _result.GetPosition(consumed);
                _hasResult = false;
                _result = default;
                _segment = default;
                (_lineStart, _buffered) = (-1, default);
                _lines = default;
                if (isNewest)
                {
                    state.Buffer.ReleaseIfEmpty();
                }

                reader.AdvanceTo(end);
            }
        }

        // Advancing throws if the loop's body has completed the pipe. That must not hide the exception that ended the loop.
        private void EndQuietly()
        {
            try
            {
                End();
            }
            catch (InvalidOperationException)
            {
            }
        }

        private void End()
        {
            _stage = Stage.Ended;
            linked?.Dispose();
            LeaveResult();
        }
    }
}

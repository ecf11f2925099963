using System.Runtime.CompilerServices;

namespace LineFraming.Fuzz;

/// <summary>Checks that the pipe adapter returns the framer's lines, however the bytes arrive.</summary>
public static class PipeProperty
{
    /// <summary>
    /// R1, R7, R9: with any segments, with reads cancelled and the loop left and entered again, the lines are those of the reference
    /// framer, nothing is lost, and the position of the pipe is that of the framer.
    /// </summary>
    /// <param name="input">The case; its stream ends.</param>
    /// <returns>A completed task, because the pipe never waits.</returns>
    /// <exception cref="PropertyViolatedException">A rule is violated.</exception>
    public static async Task LinesAreThoseOfTheStream(PipeCase input)
    {
        FramerOptions options = input.Case.Options;
        EventLog expected = new();
        ReferenceFramer.Read(input.Case.Stream, true, options, expected);
        LineFramer framer = new(options.Delimiter.Real, options.MaxLineLength, options.OversizedLineHandling);
        ScriptedPipeReader pipe = new(input);
        LineChecker lines = new(expected);
        bool isRead = false;
        while (!isRead)
        {
            try
            {
                isRead = await ReadUntilBreak(pipe, framer, input.BreakEvery, lines).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Planned; the next read must return what the cancelled one did not.
            }
            catch (LineTooLongException tooLong)
            {
                lines.CheckTooLong(tooLong.Offset);
                isRead = true;
            }

            if (framer.BytesConsumed != pipe.Consumed)
            {
                ContractViolation.R9HandOff($"the framer has consumed {framer.BytesConsumed} bytes, the pipe {pipe.Consumed}");
            }
        }

        lines.CheckEnd();
    }

    // Returns whether the pipe was read to its end.
    private static async Task<bool> ReadUntilBreak(ScriptedPipeReader pipe, LineFramer framer, int breakEvery, LineChecker lines)
    {
        int count = 0;
        await foreach (ReadOnlyMemory<byte> line in pipe.ReadLinesAsync(framer).ConfigureAwait(false))
        {
            lines.Check(line.Span, framer.LinesRead);

            if (++count == breakEvery)
            {
                return false;
            }
        }

        return true;
    }

    private sealed class LineChecker(EventLog expected)
    {
        private int _next;
        private long _lines;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Check(ReadOnlySpan<byte> line, long linesRead)
        {
            if (_next == expected.Count || expected.IsOversized(_next) || !expected.Content(_next).SequenceEqual(line))
            {
                ContractViolation.R1Chunking($"the pipe returned {Escape.Quote(line, 200)}, expected {expected.Describe(_next)}");
            }

            _lines += expected.IsPiece(_next) ? 0 : 1;
            _next++;
            if (linesRead != _lines)
            {
                ContractViolation.R5Oversized($"{linesRead} lines read after {expected.Describe(_next - 1)}, expected {_lines}");
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void CheckTooLong(long offset)
        {
            if (_next == expected.Count || !expected.IsOversized(_next) || expected.Offset(_next) != offset)
            {
                ContractViolation.R5Oversized($"the pipe reported an oversized line at {offset}, expected {expected.Describe(_next)}");
            }

            _next++;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void CheckEnd()
        {
            if (_next != expected.Count)
            {
                ContractViolation.R8Conservation($"the pipe ended, expected {expected.Describe(_next)}");
            }
        }
    }
}

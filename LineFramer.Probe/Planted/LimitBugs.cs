namespace LineFraming.Probe;

/// <summary>Servers that do not enforce their limit, or enforce it wrongly.</summary>
internal static class LimitBugs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Planted> All =>
    [
        new(
            "truncates-and-runs", "fgets with a buffer: the first part of an oversized line is executed as a command.",
            "limit/7", () => new Truncates()),
        new(
            "remainder-runs", "sysvinit #32, host-sflow #32: what does not fit into the buffer is taken for the next line.",
            "limit/5", () => new RemainderRuns()),
        new(
            "remainder-packet-runs",
            "asyncio's readline clears its buffer when it is full, and what comes next is taken for a new line.",
            "limit/6", () => new RemainderPacketRuns()),
        new("remainder-is-a-second-error", "tokio #3555: one oversized line gave several errors.", "limit/4", () => new SecondError()),
        new(
            "eats-the-next-line",
            "After the error and the remainder, one more line is discarded.", "limit/4",
            () => new EatsNext()),
        new(
            "oversized-in-silence",
            "ethersex #430: an oversized command is dropped without an answer, and the connection stays open.",
            "limit/3", () => new Silent()),
        new(
            "limit-only-when-unterminated",
            "split2 checks what has no end yet: a line of any length passes if its end comes with it.", "limit/8",
            () => new OnlyUnterminated()),
        new(
            "limit-counts-split-delimiter",
            "twisted #6556: lines of exactly the limit are rejected if their CR LF comes in two packets.", "limit/2",
            () => new CountsSplitDelimiter()),
        new(
            "limit-too-low",
            "The buffer is as long as the standard's line, and its line end must fit in too: the longest line is rejected.",
            "limit/1", () => new TooLow()),
        new(
            "no-limit",
            "CVE-2013-1752: Python's clients read lines without a limit, and a peer that never sends a newline takes all memory.",
            "limit/9", () => new NoLimit()) { NeedsProcess = true },
        new(
            "busy-after-the-peer-has-gone",
            "proftpd #846, CVE-2019-18217: a loop over reads that return 0 runs at full load for ever.", "limit/10",
            () => new Busy()) { NeedsProcess = true },
    ];

    private class Discards : PlantedSession
    {
        private bool _isDiscarding;

        protected override void Take(byte value, bool isLastOfPacket)
        {
            if (!_isDiscarding)
            {
                base.Take(value, isLastOfPacket);
                return;
            }

            Line.Add(value);
            if (EndOf(Line) > 0)
            {
                _isDiscarding = false;
                Line.Clear();
                AfterRemainder();
            }
            else if (Line.Count > 2)
            {
                Line.RemoveRange(0, Line.Count - 2);
            }
        }

        protected override void Oversized() => _isDiscarding = Line.Count > 0;

        protected virtual void AfterRemainder()
        {
        }
    }

    private sealed class Silent : Discards;

    private sealed class Truncates : Discards
    {
        protected override void Oversized()
        {
            Execute([.. Line.Take(Limit)]);
            base.Oversized();
        }
    }

    private sealed class SecondError : Discards
    {
        protected override void Oversized()
        {
            Say("Line too long");
            base.Oversized();
        }

        protected override void AfterRemainder() => Say("Line too long");
    }

    private sealed class EatsNext : Discards
    {
        private bool _isEating;

        protected override void Oversized()
        {
            Say("Line too long");
            _isEating = true;
            base.Oversized();
        }

        protected override void Execute(byte[] line)
        {
            if (!_isEating)
            {
                base.Execute(line);
            }

            _isEating = false;
        }
    }

    private sealed class RemainderRuns : PlantedSession
    {
        protected override void Oversized()
        {
            Say("Line too long");
            byte last = Line.Count > 0 ? Line[^1] : (byte)0;
            Line.Clear();
            Line.Add(last);
        }
    }

    private sealed class RemainderPacketRuns : PlantedSession
    {
        private bool _isDiscarding;

        protected override int Framed(int packet)
        {
            _isDiscarding = false;
            return base.Framed(packet);
        }

        protected override void Take(byte value, bool isLastOfPacket)
        {
            if (!_isDiscarding)
            {
                base.Take(value, isLastOfPacket);
            }
        }

        protected override void Oversized()
        {
            Say("Line too long");
            Line.Clear();
            _isDiscarding = true;
        }
    }

    private sealed class OnlyUnterminated : PlantedSession
    {
        private bool _isLast;

        protected override void Take(byte value, bool isLastOfPacket)
        {
            _isLast = isLastOfPacket;
            base.Take(value, isLastOfPacket);
        }

        protected override bool IsTooLong(int length, bool isEnded) => !isEnded && _isLast && length > Limit;
    }

    private sealed class CountsSplitDelimiter : PlantedSession
    {
        private bool _isLast;

        protected override void Take(byte value, bool isLastOfPacket)
        {
            _isLast = isLastOfPacket;
            base.Take(value, isLastOfPacket);
        }

        protected override bool IsTooLong(int length, bool isEnded) => isEnded ? length > Limit : _isLast && Line.Count > Limit;
    }

    private sealed class TooLow : PlantedSession
    {
        protected override bool IsTooLong(int length, bool isEnded) => length > Limit - 2;
    }

    private sealed class NoLimit : PlantedSession
    {
        protected override bool IsTooLong(int length, bool isEnded) => false;
    }

    // One thread is enough to be found. One for each peer that has gone would leave the server no processor to answer the next.
    private sealed class Busy : PlantedSession
    {
        protected override Task AfterEndAsync() => Server.TryBeginSpinning() ? Task.Run(Spin) : Task.CompletedTask;

        private void Spin()
        {
            while (!Stop.IsCancellationRequested)
            {
                Thread.SpinWait(1000);
            }
        }
    }
}

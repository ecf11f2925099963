namespace LineFraming.Probe;

/// <summary>Servers whose answers depend on where packets end.</summary>
internal static class ChunkBugs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Planted> All =>
    [
        new(
            "packet-is-line", "The socket tutorial, statsd PR 460: what one read returns is taken for one command.",
            "chunks/1", () => new PacketIsLine()),
        new(
            "one-line-a-read",
            "scpi-parser #10: one line is taken out of the buffer after each read, and the rest waits for the next read.",
            "chunks/5", () => new OneLineARead()),
        new(
            "searches-new-bytes", "nats.c #958: only new bytes are searched, so a CR LF in two packets is missed.",
            "chunks/3", () => new SearchesNewBytes(afterFirstLine: false)),
        new(
            "searches-new-bytes-after-a-line",
            "From the second line on, only new bytes are searched: what a line leaves in the buffer counts as searched.",
            "chunks/4", () => new SearchesNewBytes(afterFirstLine: true)),
        new(
            "answers-a-line-late", "crystal #3270: a line is returned when the byte after it comes, and not before.",
            "chunks/7", () => new AnswersALineLate()),
        new("answers-at-cr", "A parser that takes CR for the end and drops an LF after it.", "chunks/6", () => new AnswersAtCr()),
        new(
            "empty-line-hides-packet",
            "An empty line ends the loop over the lines of a packet, and the rest of the packet is dropped.",
            "chunks/8", () => new EmptyLineHidesPacket()),
        new("loses-every-400th", "A queue of answers that is full for a moment drops one.", "chunks/5", () => new LosesEvery400th()),
        new(
            "swaps",
            "pikiwidb PR 1654: worker threads answer the commands of a pipeline in the order in which they are done.",
            "chunks/5", () => new Swaps()),
    ];

    private sealed class PacketIsLine : PlantedSession
    {
        protected override int Framed(int packet)
        {
            byte[] text = [.. Input];
            ReadOnlySpan<byte> line = text.AsSpan().Trim("\r\n"u8);
            Execute(line.ToArray());
            return text.Length;
        }
    }

    private sealed class OneLineARead : PlantedSession
    {
        protected override int Framed(int packet)
        {
            // After a read, the first call has the whole packet and frames one line. The calls after it frame none.
            if (Input.Count < packet)
            {
                return 0;
            }

            int end = Input.IndexOf((byte)'\n') + 1;
            int taken = end == 0 ? Input.Count : end;
            for (int i = 0; i < taken && !IsOver; i++)
            {
                Take(Input[i], isLastOfPacket: false);
            }

            return taken;
        }
    }

    private sealed class SearchesNewBytes(bool afterFirstLine) : PlantedSession
    {
        private bool _isSearching = !afterFirstLine;
        private int _old;

        protected override int Framed(int packet)
        {
            _old = Line.Count;
            return base.Framed(packet);
        }

        protected override int EndOf(List<byte> line)
        {
            if (_isSearching && line.Count - 2 < _old)
            {
                return 0;
            }

            int end = base.EndOf(line);
            if (end > 0)
            {
                (_old, _isSearching) = (0, true);
            }

            return end;
        }
    }

    private sealed class AnswersALineLate : PlantedSession
    {
        private byte[] _late = [];

        protected override void Answer(byte[] line)
        {
            Output.AddRange(_late);
            int before = Output.Count;
            base.Answer(line);
            _late = [.. Output.Skip(before)];
            Output.RemoveRange(before, _late.Length);
        }
    }

    private sealed class AnswersAtCr : PlantedSession
    {
        protected override void Take(byte value, bool isLastOfPacket)
        {
            if (value != '\n' || Line.Count > 0)
            {
                base.Take(value, isLastOfPacket);
            }
        }

        protected override int EndOf(List<byte> line) => line is [.., (byte)'\r'] ? 1 : 0;
    }

    private sealed class EmptyLineHidesPacket : PlantedSession
    {
        private bool _isHidden;

        protected override int Framed(int packet)
        {
            _isHidden = false;
            return base.Framed(packet);
        }

        protected override void Take(byte value, bool isLastOfPacket)
        {
            if (!_isHidden)
            {
                base.Take(value, isLastOfPacket);
            }
        }

        protected override void Answer(byte[] line)
        {
            _isHidden = line.Length == 0;
            base.Answer(line);
        }
    }

    private sealed class LosesEvery400th : PlantedSession
    {
        private int _count;

        protected override void Answer(byte[] line)
        {
            if (++_count % 400 != 0)
            {
                base.Answer(line);
            }
        }
    }

    private sealed class Swaps : PlantedSession
    {
        private readonly List<byte[]> _answers = [];

        protected override void Answer(byte[] line)
        {
            base.Answer(line);
            _answers.Add([.. Output]);
            Output.Clear();
        }

        protected override Task SendAsync(Stream stream)
        {
            if (_answers.Count > 1)
            {
                _answers.Reverse(_answers.Count - 2, 2);
            }

            foreach (byte[] answer in _answers)
            {
                Output.AddRange(answer);
            }

            _answers.Clear();
            return base.SendAsync(stream);
        }
    }
}

namespace LineFraming.Probe;

/// <summary>Servers that end lines at the wrong place where TLS or a block begins, or where a block ends.</summary>
internal static class HandoffBugs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Planted> All =>
    [
        new(
            "starttls-reads-ahead", "CVE-2011-0411: what follows STARTTLS in clear is executed under TLS.", "handoff/1",
            () => new StartTlsReadsAhead()),
        new(
            "block-needs-a-line",
            "remails #71: a dot as the first line was not taken for the end of a block, and the server went on waiting.",
            "handoff/2", () => new BlockNeedsLine()),
        new(
            "block-ends-in-one-packet",
            "TheFox/smtpd PR 15, for the end of a block: it is looked for in each packet alone.", "handoff/2",
            () => new BlockEndsInOnePacket()),
        Block(
            "block-ends-lf-dot-lf",
            "RFC 5321, 4.1.1.4, forbids LF . LF by name; midi-smtp-server #16 took it for the end.", "handoff/3",
            "\n.\n"),
        Block("block-ends-lf-dot-crlf", "CVE-2023-51764, -51765, -51766: LF . CR LF ends a message.", "handoff/4", "\n.\r\n"),
        Block("block-ends-cr-dot-cr", "SMTP smuggling, 2023: Cisco Secure Email makes CR LF of each CR by default.", "handoff/6", "\r.\r"),
        new(
            "block-command-runs-twice", "What follows a block in its packet is framed again when the block is done.",
            "handoff/15", () => new BlockCommandTwice()),
    ];

    private static Planted Block(string name, string history, string caught, string end) =>
        new(name, history, caught, () => new BlockEndsAt(end));

    private sealed class StartTlsReadsAhead : PlantedSession
    {
        protected override void BeforeTls()
        {
        }
    }

    private sealed class BlockEndsAt(string end) : PlantedSession
    {
        private readonly List<byte> _last = [];

        protected override void Take(byte value, bool isLastOfPacket)
        {
            _last.Add(value);
            if (_last.Count > end.Length)
            {
                _last.RemoveAt(0);
            }

            bool isEnd = InBlock && _last.Select(last => (char)last).SequenceEqual(end);
            base.Take(value, isLastOfPacket);
            if (isEnd && InBlock)
            {
                Line.Clear();
                Execute("."u8.ToArray());
            }
        }
    }

    private sealed class BlockCommandTwice : PlantedSession
    {
        private bool _isTwice;

        protected override int Framed(int packet)
        {
            _isTwice = false;
            return base.Framed(packet);
        }

        protected override void Execute(byte[] line)
        {
            bool wasInBlock = InBlock;
            base.Execute(line);
            if (_isTwice)
            {
                base.Execute(line);
            }

            _isTwice = wasInBlock && !InBlock;
        }
    }

    private sealed class BlockNeedsLine : PlantedSession
    {
        private bool _hasText;

        protected override void Execute(byte[] line)
        {
            if (InBlock && !_hasText)
            {
                _hasText = true;
                return;
            }

            base.Execute(line);
            _hasText &= InBlock;
        }
    }

    private sealed class BlockEndsInOnePacket : PlantedSession
    {
        protected override int Framed(int packet)
        {
            if (!InBlock)
            {
                return FramedUpToBlock();
            }

            // The bug: a packet is searched as if a line began with it, whatever the packet before ended with.
            byte[] text = [.. "\r\n"u8, .. Input];
            ReadOnlySpan<byte> mark = "\r\n.\r\n"u8;
            int end = text.AsSpan().IndexOf(mark);
            if (end < 0)
            {
                return Input.Count;
            }

            InBlock = false;
            Say("Block taken");
            return end + mark.Length - 2;
        }

        private int FramedUpToBlock()
        {
            int taken = 0;
            while (taken < Input.Count && !IsOver && !StartsTls && !InBlock)
            {
                Take(Input[taken++], isLastOfPacket: taken == Input.Count);
            }

            return taken;
        }
    }
}

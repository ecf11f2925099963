namespace LineFraming.Probe;

/// <summary>Servers that end a line at the wrong bytes.</summary>
internal static class EndBugs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Planted> All =>
    [
        new(
            "takes-lf", "CVE-2023-51764, -51765, -51766: of two servers on the way of a message, one takes a lone LF for a line end.",
            "ends/1", () => new TakesLf()),
        new(
            "takes-cr", "Any newline ends a line, as in readers of text: so does a lone CR, in a protocol that has CR LF.",
            "ends/2", () => new TakesAny()),
        new(
            "takes-cr-at-packet-end", "crlf PR 3: a CR that is the last byte of a read is taken for a whole line end.",
            "ends/2", () => new TakesCrAtPacketEnd()),
        new("deaf-after-cr", "A state machine waits for the LF of a lone CR, and for nothing else.", "ends/23", () => new DeafAfterCr()),
        Own(
            "takes-vertical-tab", "codex-lb #1010: str.splitlines of Python ends lines at VT, FF, FS, GS, RS and more.",
            "ends/9", [0x0b], [0x0c], [0x1c], [0x1d], [0x1e]),
        Own(
            "takes-nel",
            "EBCDIC's newline in ISO 8859-1 is a line end for str.splitlines and for Java's regular expressions.",
            "ends/12", [0x85]),
        Own("takes-utf8-nel", "NEL in UTF-8 is a line end where the text is decoded first.", "ends/13", [0xc2, 0x85]),
        Own(
            "takes-line-separator",
            "httpx-sse #34, openai/codex #33617: U+2028 and U+2029 end lines for str.splitlines and for Node.js' readline.",
            "ends/14", [0xe2, 0x80, 0xa8], [0xe2, 0x80, 0xa9]),
        new(
            "seven-bit",
            "sendmail's option SevenBitInput and the like: a server that clears the eighth bit sees CR LF in 8D 8A.",
            "ends/16", () => new SevenBit()),
        Own(
            "takes-low-byte",
            "CVE-2018-12116: Node.js wrote characters as their low bytes, and U+010D U+010A became CR LF.", "ends/17",
            [0xc4, 0x8d, 0xc4, 0x8a]),
        Own(
            "takes-truncated-character", "Header injection past a filter: U+560D U+560A were truncated to their low bytes, CR LF.",
            "ends/18", [0xe5, 0x98, 0x8d, 0xe5, 0x98, 0x8a]),
        Own("decodes-percent", "A line that is URL-decoded before it is framed.", "ends/19", [.. "%0d%0a"u8.ToArray()]),
        Own("takes-eot", "A terminal's line discipline: EOT gives a line to the program.", "ends/21", [0x04]),
    ];

    private static Planted Own(string name, string history, string caught, params byte[][] ends) =>
        new(name, history, caught, () => new TakesOwn(ends));

    private sealed class TakesOwn(byte[][] ends) : PlantedSession
    {
        protected override int EndOf(List<byte> line)
        {
            foreach (byte[] end in ends)
            {
                if (line.Count >= end.Length && line[^1] == end[^1] && line.Skip(line.Count - end.Length).SequenceEqual(end))
                {
                    return end.Length;
                }
            }

            return base.EndOf(line);
        }
    }

    private sealed class TakesLf : PlantedSession
    {
        protected override int EndOf(List<byte> line) => base.EndOf(line) is > 0 and int end ? end : line is [.., (byte)'\n'] ? 1 : 0;
    }

    private sealed class TakesAny : PlantedSession
    {
        private bool _afterCr;

        protected override void Take(byte value, bool isLastOfPacket)
        {
            bool isOwed = _afterCr && value == '\n';
            _afterCr = value == '\r';
            if (!isOwed)
            {
                base.Take(value, isLastOfPacket);
            }
        }

        protected override int EndOf(List<byte> line) => line is [.., (byte)'\r' or (byte)'\n'] ? 1 : 0;
    }

    private sealed class TakesCrAtPacketEnd : PlantedSession
    {
        private bool _isLast;
        private bool _owes;

        protected override void Take(byte value, bool isLastOfPacket)
        {
            _isLast = isLastOfPacket;
            bool isOwed = _owes && value == '\n';
            _owes = false;
            if (!isOwed)
            {
                base.Take(value, isLastOfPacket);
            }
        }

        protected override int EndOf(List<byte> line)
        {
            _owes = _isLast && line is [.., (byte)'\r'];
            return _owes ? 1 : base.EndOf(line);
        }
    }

    private sealed class DeafAfterCr : PlantedSession
    {
        private bool _isDeaf;

        protected override void Take(byte value, bool isLastOfPacket)
        {
            _isDeaf |= Line is [.., (byte)'\r'] && value != '\n';
            if (!_isDeaf)
            {
                base.Take(value, isLastOfPacket);
            }
        }
    }

    private sealed class SevenBit : PlantedSession
    {
        protected override void Take(byte value, bool isLastOfPacket) => base.Take((byte)(value & 0x7f), isLastOfPacket);
    }
}

using System.Collections.Concurrent;
using System.Net.Sockets;

namespace LineFraming.Probe;

/// <summary>Servers that get the end, the hand-off or their peers wrong.</summary>
internal static class SessionBugs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Planted> All =>
    [
        new("loses-answers-at-end", "The PipeReader idiom with IsCompleted before the buffer: the last answers are missing if the client ends at once.", "end/1", () => new LosesAtEnd()),
        new("runs-unterminated", "Go's bufio and most readers of text: what was cut off passes for a whole line.", "end/2", () => new RunsUnterminated(withCr: false)),
        new("runs-unterminated-with-cr", "A CR at the end is cut off like a CR LF, and the line before it obeyed.", "end/3", () => new RunsUnterminated(withCr: true)),
        new("never-closes", "A client's end is taken for an empty read, and the descriptor stays open.", "end/5", () => new NeverCloses()) { Expected = Verdict.Warned },
        new("runs-after-quit", "The loop over the lines of a packet goes on after the command that ends the session.", "close/1", () => new RunsAfterQuit()),
        new("closes-with-input-unread", "RFC 1122, 4.2.2.13: a close with input unread is a reset, and answers under way are lost.", "close/2", () => new ClosesUnread()),
        new("starttls-reads-ahead", "CVE-2011-0411: what follows STARTTLS in clear is obeyed under TLS.", "handoff/1", () => new StartTlsReadsAhead()),
        Block("block-ends-lf-dot-lf", "CVE-2023-51766: LF . LF ends a message.", "handoff/3", "\n.\n"),
        Block("block-ends-lf-dot-crlf", "CVE-2023-51764: LF . CR LF ends a message.", "handoff/4", "\n.\r\n"),
        Block("block-ends-cr-dot-cr", "SMTP smuggling by way of a mail gateway that made CR LF of each CR.", "handoff/6", "\r.\r"),
        new("block-command-runs-twice", "What follows a block in its packet is framed again when the block is done.", "handoff/15", () => new BlockCommandTwice()),
        new("never-pauses", "Answers are queued without bound for a peer that does not read.", "peers/1", () => new NeverPauses()) { NeedsProcess = true },
        new("one-peer-at-a-time", "The socket tutorial again: accept, serve, close, and accept the next.", "peers/2", () => new PlantedSession()) { OneAtATime = true },
        new("drops-when-full", "A socket that would block is taken for one that has sent.", "peers/3", () => new DropsWhenFull()),
        new("dies-on-reset", "An error of one connection is an exception of the whole program.", "peers/5", () => new PlantedSession()) { DiesOnReset = true },
    ];

    private static Planted Block(string name, string history, string caught, string end) => new(name, history, caught, () => new BlockEndsAt(end));

    private sealed class LosesAtEnd : PlantedSession
    {
        protected override async Task SendAsync(Stream stream)
        {
            // Time for the client's end to come, as it does where answers wait for a worker.
            for (int i = 0; i < 10 && !Socket.Poll(0, SelectMode.SelectRead); i++)
            {
                await Task.Delay(2, Stop);
            }

            if (Socket.Poll(0, SelectMode.SelectRead) && Socket.Available == 0)
            {
                IsOver = true;
                return;
            }

            await base.SendAsync(stream);
        }
    }

    private sealed class RunsUnterminated(bool withCr) : PlantedSession
    {
        protected override void AtEnd()
        {
            if (Line.Count > 0 && (Line[^1] == '\r') == withCr)
            {
                Obey([.. Line.Take(Line.Count - (withCr ? 1 : 0))]);
            }
        }
    }

    private sealed class NeverCloses : PlantedSession
    {
        protected override Task AfterEndAsync() => Task.Delay(Timeout.Infinite, Stop);
    }

    private sealed class RunsAfterQuit : PlantedSession
    {
        private bool _hasQuit;

        protected override void Quit() => _hasQuit = true;

        protected override Task SendAsync(Stream stream)
        {
            IsOver |= _hasQuit;
            return base.SendAsync(stream);
        }
    }

    private sealed class ClosesUnread : PlantedSession
    {
        protected override Task CloseAsync(Stream stream)
        {
            Socket.Close();
            return Task.CompletedTask;
        }
    }

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
                Obey("."u8.ToArray());
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

        protected override void Obey(byte[] line)
        {
            bool wasInBlock = InBlock;
            base.Obey(line);
            if (_isTwice)
            {
                base.Obey(line);
            }

            _isTwice = wasInBlock && !InBlock;
        }
    }

    private sealed class NeverPauses : PlantedSession
    {
        private readonly BlockingCollection<byte[]> _queue = [];
        private Task? _sending;

        protected override Task SendAsync(Stream stream)
        {
            _sending ??= Task.Run(() => SendAll(stream));
            _queue.Add([.. Output]);
            Output.Clear();
            return Task.CompletedTask;
        }

        protected override async Task CloseAsync(Stream stream)
        {
            _queue.CompleteAdding();
            await (_sending ?? Task.CompletedTask);
            await base.CloseAsync(stream);
        }

        private async Task SendAll(Stream stream)
        {
            foreach (byte[] output in _queue.GetConsumingEnumerable(Stop))
            {
                await stream.WriteAsync(output, Stop);
            }
        }
    }

    private sealed class DropsWhenFull : PlantedSession
    {
        protected override void Answer(byte[] line)
        {
            Socket.SendBufferSize = 8192;
            if (Socket.Poll(0, SelectMode.SelectWrite))
            {
                base.Answer(line);
                Socket.Send([.. Output]);
            }

            Output.Clear();
        }
    }
}

using System.Collections.Concurrent;
using System.Net.Sockets;

namespace LineFraming.Probe;

/// <summary>Servers whose peers disturb each other, or cost more than they should.</summary>
internal static class PeerBugs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Planted> All =>
    [
        new(
            "never-pauses", "redis #91: answers are queued without bound for a peer that does not read.", "peers/1",
            () => new NeverPauses()) { NeedsProcess = true },
        new(
            "one-peer-at-a-time", "The socket tutorial again: accept, serve, close, and accept the next.", "peers/2",
            () => new PlantedSession()) { AtATime = 1 },
        new(
            "drops-when-full", "uzbl PR 400: a socket that would block was taken for one that has sent.", "peers/3",
            () => new DropsWhenFull()),
        new(
            "waits-within-a-line",
            "videoscreen #4: while a peer has sent a line without its end, the server reads from no other peer.",
            "peers/4", () => new WaitsWithinLine()),
        new(
            "dies-on-reset", "statsd PR 591: a reset of one connection was an unhandled error of the whole server.",
            "peers/5", () => new PlantedSession()) { DiesOnReset = true },
        new(
            "four-peers-at-a-time",
            "Ruby's GServer serves four connections by default; the fifth waits without an answer.", "peers/6",
            () => new PlantedSession()) { AtATime = 4 },
    ];

    // A session takes the server's one turn when bytes arrive, and gives it back only at the end of a line.
    private sealed class WaitsWithinLine : PlantedSession
    {
        private bool _hasTurn;

        public override async Task RunAsync(Socket socket, PlantedState server, CancellationToken stop)
        {
            try
            {
                await base.RunAsync(socket, server, stop);
            }
            finally
            {
                GiveTurn(server);
            }
        }

        protected override async Task<int> ReadAsync(Stream stream, byte[] buffer)
        {
            if (Line.Count == 0)
            {
                GiveTurn(Server);
            }

            int count = await base.ReadAsync(stream, buffer);
            if (!_hasTurn)
            {
                await Server.Turn.WaitAsync(Stop);
                _hasTurn = true;
            }

            return count;
        }

        protected override Task CloseAsync(Stream stream)
        {
            GiveTurn(Server);
            return base.CloseAsync(stream);
        }

        private void GiveTurn(PlantedState server)
        {
            if (_hasTurn)
            {
                _hasTurn = false;
                server.Turn.Release();
            }
        }
    }

    // Answers go into a queue without a maximum, so the session reads on while the peer does not.
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

    // An answer for which the socket has no room at once is dropped. The room is small, so that a slow reader fills it.
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

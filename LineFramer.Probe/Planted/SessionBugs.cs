using System.Net.Sockets;

namespace LineFraming.Probe;

/// <summary>Servers that get the end of a stream or of a session wrong.</summary>
internal static class SessionBugs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Planted> All =>
    [
        new(
            "loses-answers-at-end",
            "yrmcds #2: the connection is closed as soon as a read returns 0, and the last commands get no answer.",
            "end/1", () => new LosesAtEnd()),
        new(
            "runs-unterminated",
            "Go's bufio.Scanner and most readers of text: an incomplete last line passes for a whole one.", "end/2",
            () => new RunsUnterminated(withCr: false)),
        new(
            "runs-unterminated-with-cr", "A CR at the end of the stream is taken for a line end, and the line before it is executed.",
            "end/3", () => new RunsUnterminated(withCr: true)),
        new(
            "runs-unfinished-line",
            "OpenTelemetry collector #49622: a line whose connection ends within it passes for a whole entry.", "end/4",
            () => new ExecutesUnfinished(afterReset: false)),
        new(
            "runs-after-a-reset",
            "A read error is taken for the end of the stream, so an incomplete command is executed after a reset.",
            "end/4", () => new ExecutesUnfinished(afterReset: true)),
        new(
            "never-closes", "A client's end is taken for an empty read, and the descriptor stays open.", "end/5",
            () => new NeverCloses()) { Expected = Verdict.Warned },
        new(
            "runs-after-quit", "The loop over the lines of a packet goes on after the command that ends the session.",
            "close/1", () => new RunsAfterQuit()),
        new(
            "closes-with-input-unread",
            "RFC 1122, 4.2.2.13: a close with input unread is a reset, and answers under way are lost.", "close/2",
            () => new ClosesUnread()),
        new(
            "error-is-lost",
            "true-async/server #287, CherryPy #622: a rejection never reaches a client that is still sending.",
            "close/3", () => new ErrorIsLost()),
        new(
            "stays-open-after-quit", "aiosmtpd #8: QUIT was answered, and the connection remained open.", "close/4",
            () => new StaysOpen()) { Expected = Verdict.Warned },
    ];

    private sealed class LosesAtEnd : PlantedSession
    {
        protected override async Task SendAsync(Stream stream)
        {
            // Waits for the client's end, which in the real server arrives while a worker prepares the answers.
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
                Execute([.. Line.Take(Line.Count - (withCr ? 1 : 0))]);
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

    private sealed class ErrorIsLost : PlantedSession
    {
        private const int MicrosecondsForMore = 20_000;

        // More bytes than the one command that the probe sends when no answer comes.
        private const int StillSending = 4096;

        private bool _isRejected;

        protected override void Oversized()
        {
            base.Oversized();
            _isRejected = true;
        }

        protected override Task SendAsync(Stream stream)
        {
            if (_isRejected && Socket.Poll(MicrosecondsForMore, SelectMode.SelectRead) && Socket.Available > StillSending)
            {
                Output.Clear();
            }

            return base.SendAsync(stream);
        }

        protected override Task CloseAsync(Stream stream)
        {
            Socket.Close();
            return Task.CompletedTask;
        }
    }

    private sealed class StaysOpen : PlantedSession
    {
        private bool _hasQuit;

        protected override void Quit()
        {
            _hasQuit = true;
            base.Quit();
        }

        protected override async Task CloseAsync(Stream stream)
        {
            byte[] ignored = new byte[4096];
            while (_hasQuit && await stream.ReadAsync(ignored, Stop) > 0)
            {
            }

            await base.CloseAsync(stream);
        }
    }

    private sealed class ExecutesUnfinished(bool afterReset) : PlantedSession
    {
        protected override void AtEnd()
        {
            if (!afterReset)
            {
                ExecuteUnfinished();
            }
        }

        protected override async Task<int> ReadAsync(Stream stream, byte[] buffer)
        {
            try
            {
                return await base.ReadAsync(stream, buffer);
            }
            catch (IOException) when (afterReset)
            {
                ExecuteUnfinished();
                throw;
            }
        }

        // Only the command that has an effect is executed: answers to an incomplete line would fail other cases too.
        private void ExecuteUnfinished()
        {
            byte[] line = [.. Line];
            if (line.AsSpan().StartsWith(Keep))
            {
                Execute(line);
            }
        }
    }
}

using System.Net.Sockets;
using LineFraming.Probe;

namespace LineFraming.Tests.Probe;

/// <summary>Servers without a bug that differ from the planted servers' correct one.</summary>
internal static class PolicySessions
{
    public sealed class FewCommands : PlantedSession
    {
        private int _count;

        protected override void Answer(byte[] line)
        {
            if (++_count > 10)
            {
                Say("Line too long, or rather too many of them");
                IsOver = true;
                return;
            }

            base.Answer(line);
        }
    }

    public sealed class NoPipelining : PlantedSession
    {
        protected override void Execute(byte[] line)
        {
            if (Input.Count > Input.IndexOf((byte)'\n') + 1)
            {
                Say("Line too long: wait for the answer");
                IsOver = true;
                return;
            }

            base.Execute(line);
        }
    }

    public sealed class Slow : PlantedSession
    {
        protected override async Task SendAsync(Stream stream)
        {
            await Task.Delay(100, Stop);
            await base.SendAsync(stream);
        }
    }

    public sealed class ResetsAtRandom : PlantedSession
    {
        private static int _count;

        protected override Task CloseAsync(Stream stream)
        {
            if (Interlocked.Increment(ref _count) % 2 == 0)
            {
                return base.CloseAsync(stream);
            }

            Socket.LingerState = new LingerOption(true, 0);
            Socket.Close();
            return Task.CompletedTask;
        }
    }

    public sealed class ResetsAtQuit : PlantedSession
    {
        protected override Task CloseAsync(Stream stream)
        {
            Socket.LingerState = new LingerOption(true, 0);
            Socket.Close();
            return Task.CompletedTask;
        }
    }

    public sealed class Semicolons : PlantedSession
    {
        protected override int EndOf(List<byte> line) => line is [.., (byte)';'] ? 1 : 0;

        protected override void Answer(byte[] line)
        {
            Output.AddRange("You sent: "u8);
            Output.AddRange(line);
            Output.Add((byte)';');
        }

        protected override void Oversized()
        {
            Output.AddRange("Line too long;"u8);
            IsOver = true;
        }
    }

    public sealed class Drips : PlantedSession
    {
        protected override async Task SendAsync(Stream stream)
        {
            byte[] output = [.. Output];
            Output.Clear();
            int start = 0;
            while (start < output.Length)
            {
                int end = Array.IndexOf(output, (byte)'\n', start) + 1;
                await stream.WriteAsync(output.AsMemory(start, end - start), Stop);
                start = end;
                await Task.Delay(5, Stop);
            }
        }
    }

    /// <summary>Sends lines all the time and reads none, as the character generator of RFC 864 or a receiver of positions does.</summary>
    public sealed class SendsWithoutEnd(TimeSpan pause) : PlantedSession
    {
        public override async Task RunAsync(Socket socket, PlantedState server, CancellationToken stop)
        {
            byte[] lines = [.. Enumerable.Repeat("$GPGGA,no,answer*00\r\n"u8.ToArray(), 100).SelectMany(line => line)];
            while (true)
            {
                await socket.SendAsync(lines, stop);
                await Task.Delay(pause, stop);
            }
        }
    }

    /// <summary>Sends one endless line as fast as it can, and reads what comes.</summary>
    public sealed class SendsAndReads : PlantedSession
    {
        public override Task RunAsync(Socket socket, PlantedState server, CancellationToken stop)
        {
            byte[] sent = new byte[1 << 16];
            byte[] read = new byte[1 << 16];
            return Task.WhenAny(RepeatAsync(() => socket.SendAsync(sent, stop)), RepeatAsync(() => socket.ReceiveAsync(read, stop)));
        }

        private static async Task RepeatAsync(Func<ValueTask<int>> step)
        {
            while (await step() > 0)
            {
            }
        }
    }

    public sealed class Greets(string line) : PlantedSession
    {
        public override async Task RunAsync(Socket socket, PlantedState server, CancellationToken stop)
        {
            await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes($"{line}\r\n"), stop);
            await base.RunAsync(socket, server, stop);
        }
    }

    public sealed class Prompts : PlantedSession
    {
        protected override void Answer(byte[] line)
        {
            base.Answer(line);
            Output.AddRange("> "u8);
        }
    }

    public sealed class WritesToFile(string file) : PlantedSession
    {
        private static readonly Lock OneAtATime = new();

        protected override void Answer(byte[] line)
        {
            lock (OneAtATime)
            {
                using FileStream stream = new(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
                stream.Write([.. line, (byte)'\n']);
            }
        }
    }
}

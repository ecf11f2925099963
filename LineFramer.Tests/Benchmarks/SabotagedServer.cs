using System.Net;
using System.Net.Sockets;
using System.Text;
using LineFraming.Tests.Server;

namespace LineFraming.Tests;

/// <summary>A chat server on loopback that does one thing wrong, to test the code that checks servers.</summary>
internal sealed class SabotagedServer : IAsyncDisposable
{
    /// <summary>The possible faults; a fault of an answer is in the fourth answer of each connection.</summary>
    public static readonly string[] Names = ["loses", "doubles", "swaps", "changes a byte", "invents", "cuts off", "closes", "resets"];

    private readonly Socket _listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly string _sabotage;
    private readonly Task _accepting;

    /// <summary>Starts it with one of <see cref="Names"/>, or with any other word for no sabotage.</summary>
    public SabotagedServer(string sabotage)
    {
        _sabotage = sabotage;
        _listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listening.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Each of <see cref="Names"/>, for a theory.</summary>
    public static IEnumerable<object[]> All => Names.Select(name => new[] { name });

    public IPEndPoint EndPoint => (IPEndPoint)_listening.LocalEndPoint!;

    public async ValueTask DisposeAsync()
    {
        _listening.Dispose();
        await _accepting.Within("the sabotaged server to end");
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listening.AcceptAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server is being disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using Socket disposed = socket;
        List<byte[]> answers = [];
        LineFramer framer = new(LineDelimiter.CrLf, 1 << 20);
        byte[] buffer = new byte[4096];
        try
        {
            bool isOver = false;
            int read;
            while (!isOver && (read = await socket.ReceiveAsync(buffer)) > 0)
            {
                List<byte> output = Answer(framer, buffer.AsSpan(0, read), answers, out isOver);
                await socket.SendAsync(output.ToArray());
                if (_sabotage is "closes" or "resets" && answers.Count > 5)
                {
                    socket.Close(_sabotage == "resets" ? 0 : -1);
                    return;
                }
            }

            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(buffer) > 0)
            {
                // The server reads on, so that no reset destroys the last answer.
            }
        }
        catch (SocketException)
        {
            // The peer closed the connection, because it found the fault.
        }
    }

    private List<byte> Answer(LineFramer framer, ReadOnlySpan<byte> chunk, List<byte[]> answers, out bool isOver)
    {
        List<byte> output = [];
        isOver = false;
        LineReader reader = framer.Read(chunk);
        while (!isOver && reader.TryRead(out ReadOnlySpan<byte> line))
        {
            isOver = line.SequenceEqual("."u8);
            if (!isOver)
            {
                answers.Add([.. "You sent: "u8, .. line, .. "\r\n"u8]);
                output.AddRange(Sabotage(answers));
            }
        }

        return output;
    }

    private byte[] Sabotage(List<byte[]> answers)
    {
        byte[] answer = answers[^1];
        return (_sabotage, answers.Count) switch
        {
            ("loses", 4) => [],
            ("doubles", 4) => [.. answer, .. answer],
            ("swaps", 4) => [],
            ("swaps", 5) => [.. answer, .. answers[^2]],
            ("changes a byte", 4) => [.. answer[..^3], (byte)(answer[^3] ^ 1), .. answer[^2..]],
            ("invents", 4) => [.. answer, .. Encoding.ASCII.GetBytes("You sent: nothing\r\n")],
            ("cuts off", 4) => answer[..^2],
            _ => answer,
        };
    }
}

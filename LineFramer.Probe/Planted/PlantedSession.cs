using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace LineFraming.Probe;

/// <summary>
/// A session without a bug: the chat protocol with a block and STARTTLS. Every step is virtual, so that a planted server can
/// get exactly one wrong.
/// </summary>
internal class PlantedSession
{
    /// <summary>The limit of a line.</summary>
    protected const int Limit = 1024;

    private const int Lingers = 64 << 20;
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(5);

    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>The start of the command that has an effect.</summary>
    protected static ReadOnlySpan<byte> Keep => "KEEP "u8;

    private static ReadOnlySpan<byte> Show => "SHOW "u8;

    /// <summary>The line so far, its line end included.</summary>
    protected List<byte> Line { get; } = [];

    /// <summary>The answers that were not sent yet.</summary>
    protected List<byte> Output { get; private set; } = [];

    /// <summary>What arrived and is not framed yet.</summary>
    protected List<byte> Input { get; } = [];

    /// <summary>Whether further lines are ignored.</summary>
    protected bool IsOver { get; set; }

    /// <summary>Whether lines belong to a block.</summary>
    protected bool InBlock { get; set; }

    /// <summary>The connection's socket.</summary>
    protected Socket Socket { get; private set; } = null!;

    /// <summary>Whether TLS begins once the answers are sent.</summary>
    protected bool StartsTls { get; private set; }

    /// <summary>Stops the server.</summary>
    protected CancellationToken Stop { get; private set; }

    /// <summary>The state that all sessions of the server share.</summary>
    protected PlantedState Server { get; private set; } = null!;

    /// <summary>Serves a connection to its end.</summary>
    public virtual async Task RunAsync(Socket socket, PlantedState server, CancellationToken stop)
    {
        (Socket, Server, Stop) = (socket, server, stop);
        Stream stream = new NetworkStream(socket);
        while (!IsOver)
        {
            int count = await ReadAsync(stream, _buffer);
            if (count == 0)
            {
                AtEnd();
                await SendAsync(stream);
                await AfterEndAsync();
                break;
            }

            Input.AddRange(_buffer.AsSpan(0, count));
            int packet = Input.Count;
            while (Input.Count > 0 && !IsOver && !StartsTls)
            {
                int taken = Framed(packet);
                Input.RemoveRange(0, taken);
                if (taken == 0)
                {
                    break;
                }
            }

            await SendAsync(stream);
            if (StartsTls)
            {
                stream = await BeginTlsAsync(stream);
            }
        }

        await CloseAsync(stream);
    }

    /// <summary>Reads what comes next; 0 at the client's end.</summary>
    protected virtual async Task<int> ReadAsync(Stream stream, byte[] buffer) => await stream.ReadAsync(buffer, Stop);

    /// <summary>
    /// Frames what arrived, and returns how many bytes it consumed. <paramref name="packet"/> is the size of the input after the
    /// last read.
    /// </summary>
    protected virtual int Framed(int packet)
    {
        int taken = 0;
        while (taken < Input.Count && !IsOver && !StartsTls)
        {
            Take(Input[taken++], isLastOfPacket: taken == Input.Count);
        }

        return taken;
    }

    /// <summary>Consumes a byte of the stream.</summary>
    protected virtual void Take(byte value, bool isLastOfPacket)
    {
        Line.Add(value);
        if (EndOf(Line) is > 0 and int end)
        {
            byte[] line = [.. Line.Take(Line.Count - end)];
            Line.Clear();
            if (IsTooLong(line.Length, isEnded: true))
            {
                Oversized();
                return;
            }

            Execute(line);
        }
        else if (IsTooLong(Line.Count - (Line[^1] == '\r' ? 1 : 0), isEnded: false))
        {
            Oversized();
        }
    }

    /// <summary>How many bytes at the end of a line are its line end; 0 if it has none yet.</summary>
    protected virtual int EndOf(List<byte> line) => line is [.., (byte)'\r', (byte)'\n'] ? 2 : 0;

    /// <summary>Whether a line of so many bytes is over the limit.</summary>
    protected virtual bool IsTooLong(int length, bool isEnded) => length > Limit;

    /// <summary>Answers an oversized line: with an error, and the end of the session.</summary>
    protected virtual void Oversized()
    {
        Say($"Line too long: the limit is {Limit} bytes.");
        IsOver = true;
    }

    /// <summary>Executes a line.</summary>
    protected virtual void Execute(byte[] line)
    {
        if (InBlock)
        {
            if (line.AsSpan().SequenceEqual("."u8))
            {
                InBlock = false;
                Say("Block taken");
            }
        }
        else if (line.AsSpan().SequenceEqual("."u8))
        {
            Quit();
        }
        else if (line.AsSpan().SequenceEqual("BLOCK"u8))
        {
            InBlock = true;
            Say("End with a dot");
        }
        else if (line.AsSpan().SequenceEqual("STARTTLS"u8))
        {
            StartsTls = true;
            Say("Begin TLS");
        }
        else if (line.AsSpan().StartsWith(Keep))
        {
            string kept = Encoding.Latin1.GetString(line, Keep.Length, line.Length - Keep.Length);
            Server.Kept[kept] = true;
            Say($"Kept {kept}");
        }
        else if (line.AsSpan().StartsWith(Show))
        {
            string shown = Encoding.Latin1.GetString(line, Show.Length, line.Length - Show.Length);
            Say(Server.Kept.ContainsKey(shown) ? $"Kept {shown}" : "Not kept");
        }
        else
        {
            Answer(line);
        }
    }

    /// <summary>Ends the session.</summary>
    protected virtual void Quit() => IsOver = true;

    /// <summary>Answers a line of the chat.</summary>
    protected virtual void Answer(byte[] line)
    {
        Output.AddRange("You sent: "u8);
        Output.AddRange(line);
        Output.AddRange("\r\n"u8);
    }

    /// <summary>Adds a line to the output.</summary>
    protected void Say(string text) => Output.AddRange(Encoding.ASCII.GetBytes($"{text}\r\n"));

    /// <summary>The client has closed its sending side: the unfinished line is discarded.</summary>
    protected virtual void AtEnd()
    {
    }

    /// <summary>Called before the server closes a connection that the client has ended.</summary>
    protected virtual Task AfterEndAsync() => Task.CompletedTask;

    /// <summary>Sends the answers, and reads nothing meanwhile.</summary>
    protected virtual async Task SendAsync(Stream stream)
    {
        byte[] output = [.. Output];
        Output.Clear();
        await stream.WriteAsync(output, Stop);
    }

    /// <summary>Handles bytes that came in the packet of STARTTLS: they are discarded.</summary>
    protected virtual void BeforeTls() => Input.Clear();

    /// <summary>
    /// Closes the sending side, and discards what the client still sends, so that no reset destroys its answers.
    /// </summary>
    protected virtual async Task CloseAsync(Stream stream)
    {
        Socket.Shutdown(SocketShutdown.Send);
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        deadline.CancelAfter(LingerTime);
        int count = 1;
        for (long discarded = 0; count > 0 && discarded < Lingers; discarded += count)
        {
            count = await stream.ReadAsync(_buffer, deadline.Token);
        }
    }

    private async Task<Stream> BeginTlsAsync(Stream plain)
    {
        StartsTls = false;
        BeforeTls();
        SslStream tls = new(plain);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = PlantedCertificate.Value }, Stop);
        while (Input.Count > 0 && !IsOver)
        {
            Input.RemoveRange(0, Framed(Input.Count));
        }

        await SendAsync(tls);
        return tls;
    }
}

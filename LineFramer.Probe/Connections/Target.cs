using System.Diagnostics;
using System.Net.Sockets;

namespace LineFraming.Probe;

/// <summary>The server under test, and how to open a connection that is ready for commands.</summary>
internal sealed class Target(
    Address address, Description description, IReadOnlyDictionary<string, string> values, bool useTls) : IDisposable
{
    private const int MaxBytesBeforeAnswer = 1 << 20;

    private readonly SemaphoreSlim _slots = new(ConnectionsOf(description));

    /// <summary>Where it listens.</summary>
    public Address Address => address;

    /// <summary>What it speaks.</summary>
    public Description Description => description;

    /// <summary>How many connections there may be at a time.</summary>
    public int Connections => ConnectionsOf(description);

    /// <summary>The tags that distinguish commands.</summary>
    public Tags Tags { get; } = new();

    /// <summary>
    /// Opens a connection as soon as there is room for one more, and logs in. An extra one, for the cases that run alone,
    /// counts towards no limit.
    /// </summary>
    /// <exception cref="ConversationException">The server does not answer as described.</exception>
    public async Task<Conversation> OpenAsync(Pace pace, int receiveBuffer = 0, bool isExtra = false)
    {
        IDisposable? slot = null;
        if (!isExtra)
        {
            await _slots.WaitAsync();
            slot = new Slot(_slots);
        }

        try
        {
            Conversation conversation = Begin(await address.ConnectAsync(receiveBuffer, pace.Patience * 2), slot);
            try
            {
                await BeginAsync(conversation, pace);
                return conversation;
            }
            catch
            {
                slot = null;
                await conversation.DisposeAsync();
                throw;
            }
        }
        catch
        {
            slot?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads as <see cref="Conversation.ReadUntilAsync"/> does, for what comes before the first case. A server that is not the one
    /// described may send without end, so the result is false also after twice the time for a login, and after a mebibyte.
    /// </summary>
    public static async Task<bool> ReadBrieflyAsync(Conversation conversation, Func<bool> holds, TimeSpan silence, Pace pace)
    {
        long start = Stopwatch.GetTimestamp();
        long before = conversation.BytesReceived;
        bool isOver = false;
        bool hasEnded = await conversation.ReadUntilAsync(
            () =>
            {
                bool isDone = holds();
                isOver = !isDone
                    && (Stopwatch.GetElapsedTime(start) > pace.Login * 2 || conversation.BytesReceived - before > MaxBytesBeforeAnswer);
                return isDone || isOver;
            },
            silence);
        return hasEnded && !isOver;
    }

    /// <summary>A command's bytes, with the values of the command line and a tag.</summary>
    public byte[] Fill(ProtocolCommand command, string tag, string pad = "") =>
        command.Fill(new Dictionary<string, string>(values) { ["tag"] = tag, ["pad"] = pad });

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    // Connections share one file, so there is one connection at a time.
    private static int ConnectionsOf(Description description) => description.Sink is null ? description.Connections : 1;

    private Conversation Begin(Socket socket, IDisposable? slot)
    {
        try
        {
            return new(socket, description, slot);
        }
        catch
        {
            // The sink cannot be opened.
            socket.Dispose();
            throw;
        }
    }

    private async Task BeginAsync(Conversation conversation, Pace pace)
    {
        if (useTls)
        {
            try
            {
                using CancellationTokenSource deadline = new(pace.Login);
                await conversation.StartTlsAsync(address.Host, deadline.Token);
            }
            catch (TimeoutException)
            {
                throw new ConversationException($"the TLS handshake is not done after {pace.Login.TotalSeconds:0.#} s");
            }
        }

        if (description.Greeting is { } greeting)
        {
            bool isGreeted = await ReadBrieflyAsync(
                conversation, () => conversation.Lines.Exists(line => Reply.Matches(greeting, line.Text)), pace.Login, pace);
            if (!isGreeted)
            {
                throw Differs("greeting", $"{greeting}", conversation);
            }
        }

        foreach (LoginStep step in description.Login)
        {
            await LogInAsync(conversation, step, pace);
        }

        conversation.BeginCounting();
    }

    private async Task LogInAsync(Conversation conversation, LoginStep step, Pace pace)
    {
        int before = conversation.Lines.Count;
        long bytesBefore = conversation.BytesReceived;
        byte[] command = [.. Fill(step.Send, Tags.Next()), .. description.Delimiter.Strings[0]];
        await conversation.SendAsync(command, pace.Patience);
        if (step.Ready is { } ready)
        {
            bool isReady = await ReadBrieflyAsync(
                conversation, () => conversation.Lines.Skip(before).Any(line => Reply.Matches(ready, line.Text)), pace.Login, pace);
            if (!isReady)
            {
                throw Differs("ready", $"{ready}", conversation);
            }
        }
        else if (description.Prompt is not null)
        {
            await ReadBrieflyAsync(
                conversation, () => conversation.BytesReceived > bytesBefore && conversation.IsAtPrompt, pace.Login, pace);
        }
        else if (step == description.Login[^1])
        {
            // The description does not say which line answers the login. So all lines count as its answer until none comes for a
            // moment, and none of them as the answer to the first command.
            await ReadBrieflyAsync(conversation, () => false, pace.Quiet, pace);
        }
    }

    private static ConversationException Differs(string key, string pattern, Conversation conversation)
    {
        string got = conversation.Lines is [.., { } last]
            ? $"the last line is {Escape.Quote(System.Text.Encoding.Latin1.GetBytes(last.Text), 200)}"
            : "no line came";
        string end = conversation.Closing switch
        {
            Closing.End => ", and the server closed",
            Closing.Reset => ", and the server reset the connection",
            _ => "",
        };
        return new($"no line matches \"{key}: {pattern}\"; {got}{end}");
    }

    private sealed class Slot(SemaphoreSlim slots) : IDisposable
    {
        private SemaphoreSlim? _slots = slots;

        public void Dispose()
        {
            Interlocked.Exchange(ref _slots, null)?.Release();
        }
    }
}

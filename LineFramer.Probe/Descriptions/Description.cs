using System.Text.RegularExpressions;

namespace LineFraming.Probe;

/// <summary>A protocol, as a file of <c>key: value</c> lines describes it: what to send, and what the server answers.</summary>
internal sealed record Description
{
    /// <summary>The name: of a file without its extension, or of a built-in one.</summary>
    public required string Name { get; init; }

    /// <summary>The first comment of the file: what it describes.</summary>
    public string Title { get; init; } = "";

    /// <summary>The first line that the server sends, of its own accord; null if it is silent.</summary>
    public Regex? Greeting { get; init; }

    /// <summary>What the server sends before each command, without a line end, as Latin-1 text; null if it sends nothing.</summary>
    public string? Prompt { get; init; }

    /// <summary>What a connection begins with.</summary>
    public IReadOnlyList<LoginStep> Login { get; init; } = [];

    /// <summary>A harmless command, answered at once.</summary>
    public required ProtocolCommand Ping { get; init; }

    /// <summary>The line that answers it; <c>{tag}</c> in it is what the ping had there.</summary>
    public required TaggedPattern Answer { get; init; }

    /// <summary>The line that rejects a command; null if the protocol has none.</summary>
    public Regex? Error { get; init; }

    /// <summary>The start of every answer of an echoing protocol, before the line itself; null for any other.</summary>
    public string? Echo { get; init; }

    /// <summary>A command whose <c>{pad}</c> gives it any length.</summary>
    public ProtocolCommand? Long { get; init; }

    /// <summary>The line that answers a long command; null if <see cref="Answer"/> does.</summary>
    public Regex? LongAnswer { get; init; }

    /// <summary>A command that takes no argument: one with an argument is rejected, unless it was truncated before it.</summary>
    public ProtocolCommand? Bare { get; init; }

    /// <summary>A short command with a long answer.</summary>
    public ProtocolCommand? Fat { get; init; }

    /// <summary>The command that ends the session.</summary>
    public ProtocolCommand? Quit { get; init; }

    /// <summary>The answer to it.</summary>
    public Regex? Bye { get; init; }

    /// <summary>The command that switches to TLS.</summary>
    public ProtocolCommand? StartTls { get; init; }

    /// <summary>The answer to it.</summary>
    public Regex? Go { get; init; }

    /// <summary>The commands that begin a block of lines, which a line with a single dot ends.</summary>
    public IReadOnlyList<ProtocolCommand> Block { get; init; } = [];

    /// <summary>The answer to the last of them.</summary>
    public Regex? Opened { get; init; }

    /// <summary>The answer to a block; null if <see cref="Answer"/> or <see cref="Error"/> is.</summary>
    public Regex? Taken { get; init; }

    /// <summary>A command whose effect <see cref="Observe"/> shows on another connection.</summary>
    public ProtocolCommand? Effect { get; init; }

    /// <summary>The command that shows the effect.</summary>
    public ProtocolCommand? Observe { get; init; }

    /// <summary>The line that <see cref="Observe"/> is answered with when the effect is there.</summary>
    public TaggedPattern? Seen { get; init; }

    /// <summary>What the probe ends its lines with.</summary>
    public DelimiterChoice Delimiter { get; init; } = DelimiterChoice.CrLf;

    /// <summary>What alone may end a line, by the protocol's own standard; null if the description does not say.</summary>
    public DelimiterChoice? Ends { get; init; }

    /// <summary>Whether the standard says that a last line without an end is not executed.</summary>
    public bool DropsUnterminated { get; init; }

    /// <summary>The longest line that the protocol's standard requires servers to accept, in bytes without the line end.</summary>
    public int? Limit { get; init; }

    /// <summary>Whether a connection is for one query only, as with WHOIS and finger.</summary>
    public bool IsSingle { get; init; }

    /// <summary>How many commands a second a connection may give; null for any number.</summary>
    public int? Rate { get; init; }

    /// <summary>How many connections the probe may have at a time.</summary>
    public int Connections { get; init; } = 8;

    /// <summary>The file to which the server writes the lines that it received, for a protocol without answers.</summary>
    public string? Sink { get; init; }

    /// <summary>Whether an answer names the command that it answers.</summary>
    public bool IsTagged => Ping.Has("tag") && Answer.HasTag;

    /// <summary>What ends a line for certain: what the standard says, or what the probe sends.</summary>
    public DelimiterChoice Certain => Ends ?? Delimiter;
}

/// <summary>One command of the login, and the line that answers it; null if nothing is waited for.</summary>
internal sealed record LoginStep(ProtocolCommand Send, Regex? Ready);

using System.CommandLine;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace LineFraming.Server;

/// <summary>The client on the command line: its options, the connection, and the conversation over it.</summary>
internal sealed class ClientCommand(StandardStreams streams, Func<string, string?> environment)
{
    private readonly Argument<string> _peer = new("PEER")
    {
        Description = "The server to connect to: HOST:PORT, where an IPv6 address is in brackets, as in [::1]:8007; or unix:PATH.",
    };

    private readonly Setting<LineDelimiter> _delimiter = ServerCommand.Delimiter();
    private readonly Setting<LineDelimiter?> _inputDelimiter = new(
        "--input-delimiter", "DELIMITER", "What ends a line of standard input.", null, DelimiterOption.Parse,
        "LF or CR LF; where --delimiter is no newline, the same");

    private readonly Setting<long> _maxLine = ServerCommand.MaxLine();
    private readonly Setting<string?> _tls = new(
        "--tls", $"{Tls.System}|CERT",
        "Speaks TLS, and trusts what the system trusts, or the certificates of a PEM file.", null, Values.Path, "none");

    private static readonly TimeSpan InputWait = TimeSpan.FromSeconds(5);

    private readonly Setting<TimeSpan?> _timeout = new(
        "--timeout", "SECONDS|none",
        "Gives up when connecting, the TLS handshake, or a silence of both sides takes longer.", null,
        value => Values.Seconds(0.001)(value), $"none; {InputWait.TotalSeconds} once the server has ended");

    /// <summary>Makes the command, for a root whose options are the server's.</summary>
    public Command CommandOf(RootCommand root)
    {
        Command command = new("client", "Sends the lines of standard input to a server and prints those that come back.")
        {
            _peer, _delimiter, _inputDelimiter, _maxLine, _tls, _timeout,
        };
        command.SetAction((parsed, stop) =>
        {
            foreach (Option option in root.Options.Where(option => parsed.GetResult(option) is { Implicit: false }))
            {
                throw new FormatException($"{option.Name} stands before \"client\" and is the server's; the client's options follow it.");
            }

            return RunAsync(parsed, stop);
        });
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        string given = parsed.GetRequiredValue(_peer);
        EndPoint peer = Values.Read(Values.Peer, given, $"\"{given}\"");
        LineDelimiter delimiter = _delimiter.Read(parsed, environment);
        LineDelimiter input = _inputDelimiter.Read(parsed, environment) ?? InputOf(delimiter);
        int maxLine = (int)_maxLine.Read(parsed, environment);
        string? tls = _tls.Read(parsed, environment);
        TimeSpan? asked = _timeout.Read(parsed, environment);
        TimeSpan timeout = asked ?? Timeout.InfiniteTimeSpan;
        using PeerDeadline deadline = new(timeout, TimeProvider.System);
        LineClient client;
        try
        {
            SslClientAuthenticationOptions? trust = tls is null ? null : Tls.ForClient(tls, peer);
            client = await LineClient.ConnectAsync(peer, trust, deadline, stop);
        }
        catch (Exception e) when (e is SocketException or AuthenticationException or IOException or OperationCanceledException
            or ArgumentException)
        {
            // An argument is wrong if the host's name is longer than a name may be.
            bool isMissing = peer is UnixDomainSocketEndPoint && e is SocketException { SocketErrorCode: SocketError.AddressNotAvailable };
            string reason = deadline.Expired.IsCancellationRequested ? $"it took longer than {timeout.TotalSeconds} s (--timeout)"
                : isMissing ? "there is no such socket" : Tls.ReasonOf(e).TrimEnd('.');
            return streams.Fail($"Cannot connect to {Values.Text(peer)}: {reason}.");
        }

        await using (client)
        {
            return await new ClientConversation(client, delimiter, input, maxLine, streams, deadline, asked ?? InputWait).RunAsync();
        }
    }

    // Text ends with newlines; records that end with anything else have no newlines of their own.
    private static LineDelimiter InputOf(LineDelimiter delimiter) =>
        Array.Exists(
            [LineDelimiter.CrLf, LineDelimiter.Lf, LineDelimiter.CrLfOrLf, LineDelimiter.AnyNewline],
            newline => $"{newline}" == $"{delimiter}")
            ? LineDelimiter.CrLfOrLf
            : delimiter;
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LineFraming.Server;

/// <summary>TLS on either side of a connection, from PEM files.</summary>
internal static class Tls
{
    /// <summary>The client's name for the authorities that the system trusts.</summary>
    public const string System = "system";

    /// <summary>What a server shows its peers: the certificate, those between it and its authority, and its private key.</summary>
    /// <exception cref="IOException">A file cannot be read, or is no such thing; the message says which.</exception>
    public static SslServerAuthenticationOptions ForServer(string certificate, string key)
    {
        try
        {
            X509Certificate2 own = X509Certificate2.CreateFromPemFile(certificate, key);
            X509Certificate2Collection chain = [];
            chain.ImportFromPemFile(certificate);
            return new() { ServerCertificateContext = SslStreamCertificateContext.Create(own, chain, offline: true) };
        }
        catch (Exception e) when (IsUnusable(e))
        {
            throw new IOException($"Cannot use the certificate \"{certificate}\" with the key \"{key}\": {e.Message}", e);
        }
    }

    /// <summary>What a client asks of a server's certificate: trust, and the peer's name, which is localhost on a Unix socket.</summary>
    /// <exception cref="IOException">The file cannot be read, or has no certificate; the message says so.</exception>
    public static SslClientAuthenticationOptions ForClient(string trusted, EndPoint peer)
    {
        string host = peer switch { DnsEndPoint dns => dns.Host, IPEndPoint ip => $"{ip.Address}", _ => "localhost" };
        SslClientAuthenticationOptions options = new() { TargetHost = host };
        if (trusted == System)
        {
            return options;
        }

        try
        {
            options.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(trusted);
        }
        catch (Exception e) when (IsUnusable(e))
        {
            throw new IOException($"Cannot use the certificates \"{trusted}\": {e.Message}", e);
        }

        return options.CertificateChainPolicy.CustomTrustStore.Count > 0
            ? options
            : throw new IOException($"Cannot use the certificates \"{trusted}\": there are none in it.");
    }

    /// <summary>
    /// Shakes hands as a server; a handshake has the time of a line, and that of a young session's first bytes once
    /// <paramref name="stop"/> is cancelled. The socket is not disposed.
    /// </summary>
    /// <exception cref="IOException">
    /// The peer disconnected, took longer than a line may take, or does not speak TLS as it should; the message says which.
    /// </exception>
    public static async Task<SslStream> AcceptAsync(
        Socket socket, SslServerAuthenticationOptions options, SessionLimits limits, CancellationToken stop)
    {
        using PeerDeadline deadline = new(limits.Line, limits.Clock, socket);
        using CancellationTokenSource stopped = new(Timeout.InfiniteTimeSpan, limits.Clock);
        using CancellationTokenRegistration stopping = stop.UnsafeRegister(
            static stopped => ((CancellationTokenSource)stopped!).CancelAfter(SessionTimeouts.Young), stopped);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Expired, stopped.Token);
        TlsStream stream = TlsStream.Over(socket);
        try
        {
            await stream.AuthenticateAsServerAsync(options, either.Token);
            return stream;
        }
        catch (Exception e) when (e is AuthenticationException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            await stream.DisposeAsync();
            throw new IOException(
                deadline.Expired.IsCancellationRequested ? $"it took longer than {limits.Line.TotalSeconds} s (--line-deadline)"
                    : stopped.IsCancellationRequested ? "the server stops"
                    : ReasonOf(e),
                e);
        }
    }

    /// <summary>Why TLS failed, in one line: SslStream refers to an inner exception, whose message would not be shown.</summary>
    public static string ReasonOf(Exception e)
    {
        const string Reference = ", see inner exception.";
        return e.InnerException is { } inner && e.Message.EndsWith(Reference, StringComparison.Ordinal)
            ? $"{e.Message[..^Reference.Length]}: {inner.GetBaseException().Message}"
            : e.Message;
    }

    private static bool IsUnusable(Exception e) =>
        e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}

using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LineFraming.Server;

/// <summary>TLS on either side of a connection, from PEM files.</summary>
internal static class ServerTls
{
    /// <summary>The client's word for the authorities that the system trusts.</summary>
    public const string System = "system";

    /// <summary>Reads what a server shows its peers.</summary>
    /// <param name="certificate">A PEM file: the server's certificate, and those between it and its authority.</param>
    /// <param name="key">A PEM file: the certificate's private key.</param>
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

    /// <summary>Makes what a client asks of the server's certificate.</summary>
    /// <param name="trusted">A PEM file of the certificates to trust, or <see cref="System"/>.</param>
    /// <param name="host">The name that the server's certificate must have.</param>
    /// <exception cref="IOException">The file cannot be read, or has no certificate; the message says so.</exception>
    public static SslClientAuthenticationOptions ForClient(string trusted, string host)
    {
        SslClientAuthenticationOptions options = new() { TargetHost = host };
        if (trusted == System)
        {
            return options;
        }

        try
        {
            options.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
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

    /// <summary>Shakes hands as a server.</summary>
    /// <param name="socket">The connection; it is not disposed.</param>
    /// <param name="options">Of <see cref="ForServer"/>.</param>
    /// <param name="limits">A handshake has the time of a line.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="IOException">The peer went, took too long, or does not speak TLS as it should; the message says which.</exception>
    public static async Task<SslStream> AcceptAsync(
        Socket socket, SslServerAuthenticationOptions options, SessionLimits limits, CancellationToken stop)
    {
        using CancellationTokenSource deadline = new(limits.Line, limits.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
        SslStream stream = new(new NetworkStream(socket, ownsSocket: false));
        try
        {
            await stream.AuthenticateAsServerAsync(options, either.Token);
            return stream;
        }
        catch (Exception e) when (e is AuthenticationException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            await stream.DisposeAsync();
            throw new IOException(deadline.IsCancellationRequested ? $"it took longer than {limits.Line.TotalSeconds} s (--line-deadline)" : e.Message, e);
        }
    }

    private static bool IsUnusable(Exception e) =>
        e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}

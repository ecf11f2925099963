using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;

namespace LineFraming.Probe;

/// <summary>The client's side of TLS.</summary>
internal static class TlsStream
{
    /// <summary>Shakes hands over a connection.</summary>
    /// <exception cref="ConversationException">The handshake failed.</exception>
    /// <exception cref="TimeoutException">It was not done by the deadline.</exception>
    [SuppressMessage(
        "Security",
        "CA5359:Do not disable certificate validation",
        Justification = "The probe looks at lines, and sends no secrets but those of a test account.")]
    public static async Task<Stream> BeginAsync(Stream plain, string host, CancellationToken deadline)
    {
        SslStream tls = new(plain, leaveInnerStreamOpen: false);
        SslClientAuthenticationOptions options = new() { TargetHost = host, RemoteCertificateValidationCallback = (_, _, _, _) => true };
        try
        {
            await tls.AuthenticateAsClientAsync(options, deadline);
            return tls;
        }
        catch (OperationCanceledException)
        {
            await tls.DisposeAsync();
            throw new TimeoutException();
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await tls.DisposeAsync();
            throw new ConversationException($"the TLS handshake failed: {ReasonOf(e).TrimEnd('.')}");
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
}

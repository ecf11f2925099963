using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LineFraming.Probe;

/// <summary>The certificate of the planted servers, made when the first of them is asked for TLS.</summary>
internal static class PlantedCertificate
{
    private static readonly Lazy<X509Certificate2> Made = new(Make);

    /// <summary>The certificate with its key.</summary>
    public static X509Certificate2 Value => Made.Value;

    private static X509Certificate2 Make()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));

        // Windows cannot serve TLS with a key that exists in memory only.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}

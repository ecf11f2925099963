using System.Text;
using LineFraming;
using LineFraming.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace JudgeFramers.Readers;

/// <summary>The reader of a multipart body's header lines in ASP.NET Core, with a buffer so small that lines cross it.</summary>
internal static class AspNetReader
{
    private const int BufferSize = 16;

    private static readonly FramerCapabilities Offered = new()
    {
        Delimiters = [DelimiterChoice.CrLf],
        Limits = new LimitRange(1, 1 << 20),
        Policies = [OversizedLineHandling.Throw],
        ReadsAhead = true,
        Text = Encoding.UTF8,
        IsOversized = thrown => thrown is InvalidDataException,
        ExpectedDifferences =
            [new("R3", "The limit counts the CR, so a CR right after as many bytes as the limit is too much.", HasCrAtLimit)],
    };

    /// <summary>The reader.</summary>
    public static JudgedReader Reader { get; } = new(
        "aspnet",
        "BufferedReadStream.ReadLine",
        typeof(BufferedReadStream),
        "It is public. It declares CR LF, an error for an oversized line, that it reads ahead, and that it reads text in UTF-8. "
        + "Like its caller in ASP.NET Core, the adapter reads no more after the error: the reader itself would go on in the middle "
        + "of the line.",
        FramerAdapter.OverStream(Offered, (stream, options) =>
        {
            BufferedReadStream reader = new(stream, BufferSize);
            InvalidDataException? failure = null;
            return () => failure is null ? Read(reader, options.MaxLineLength, ref failure) : throw failure;
        }))
    {
        Findings =
        [
            new(
                FindingKind.Bug,
                "The limit is compared with what one refill of the buffer brought, not with the line: a header line that crosses "
                + "refills passes, whatever its length, and a peer that never ends it fills the memory. Reported as "
                + "dotnet/aspnetcore #67838, mended there by PR 67840; this version still has it.",
                "R1_Chunking_never_shows",
                "R2_Lines_equal_the_reference",
                "R4_Oversized_on_the_right_byte",
                "R8_Nothing_is_lost_or_invented",
                "Every_short_stream_in_every_chunking"),
            new(FindingKind.Policy, "The limit counts the CR: a line of exactly the limit is rejected."),
        ],
    };

    private static byte[]? Read(BufferedReadStream reader, int limit, ref InvalidDataException? failure)
    {
        try
        {
            return reader.EnsureBuffered() ? Encoding.UTF8.GetBytes(reader.ReadLine(limit)) : null;
        }
        catch (InvalidDataException thrown)
        {
            failure = thrown;
            throw;
        }
    }

    private static bool HasCrAtLimit(FramerCase input)
    {
        ReadOnlySpan<byte> rest = input.Stream;
        for (int end = 0; end >= 0; rest = rest[(end < 0 ? rest.Length : end + 2)..])
        {
            if (rest.Length > input.Options.MaxLineLength && rest[input.Options.MaxLineLength] == '\r')
            {
                return true;
            }

            end = rest.IndexOf("\r\n"u8);
        }

        return false;
    }
}

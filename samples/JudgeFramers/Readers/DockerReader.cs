using System.Net.Sockets;
using System.Reflection;
using System.Text;
using Docker.DotNet;
using LineFraming.Testing;

namespace JudgeFramers.Readers;

/// <summary>The reader of header lines in Docker.DotNet's HTTP client.</summary>
internal static class DockerReader
{
    private static readonly Type Class = typeof(DockerClient).Assembly.GetType(
        "Microsoft.Net.Http.Client.BufferedReadStream", throwOnError: true)!;
    private static readonly ConstructorInfo Constructor = Class.GetConstructor([typeof(Stream), typeof(Socket)])!;
    private static readonly MethodInfo ReadLine = Class.GetMethod("ReadLineAsync", [typeof(CancellationToken)])!;

    private static readonly FramerCapabilities Offered = new()
    {
        Delimiters = [DelimiterChoice.CrLf],
        Limits = null,
        ReadsAhead = true,
        UnterminatedLine = UnterminatedLineHandling.Error,
        IsUnterminated = thrown => thrown is IOException,
    };

    /// <summary>The reader.</summary>
    public static JudgedReader Reader { get; } = new(
        "docker",
        "BufferedReadStream.ReadLineAsync",
        typeof(DockerClient),
        "It is internal, and reached by reflection. It declares CR LF, no limit, that it reads ahead, and that the end within a "
        + "line is an error. That it reports a clean end by the same error is not counted as a difference.",
        FramerAdapter.OverStreamAsync(Offered, (stream, _) =>
        {
            CountingStream counting = new(stream);
            object reader = Constructor.Invoke([counting, null]);
            Func<CancellationToken, Task<string>> read = ReadLine.CreateDelegate<Func<CancellationToken, Task<string>>>(reader);
            return () => ReadAsync(read, counting);
        }))
    {
        Findings =
        [
            new(
                FindingKind.Bug,
                "That a CR was seen is never unset: after any CR the next LF ends the line, and the byte before it is dropped for the CR.",
                "R2_Lines_equal_the_reference",
                "R4_Oversized_on_the_right_byte",
                "R8_Nothing_is_lost_or_invented",
                "R13_Any_byte_is_data",
                "Every_short_stream_in_every_chunking"),
        ],
    };

    private static async ValueTask<byte[]?> ReadAsync(Func<CancellationToken, Task<string>> read, CountingStream counting)
    {
        try
        {
            byte[] line = Encoding.Latin1.GetBytes(await read(CancellationToken.None));
            counting.Unreported -= line.Length + 2;
            return line;
        }
        catch (IOException thrown) when (counting.HasEnded && counting.Unreported == 0 && thrown is not EndOfStreamException)
        {
            return null;
        }
    }

    // Counts the bytes that were read and are in no line yet.
    private sealed class CountingStream(Stream inner) : MemoryStream
    {
        public long Unreported { get; set; }

        public bool HasEnded { get; private set; }

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            int read = await inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
            Unreported += read;
            HasEnded |= read == 0;
            return read;
        }
    }
}

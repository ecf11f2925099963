using System.Buffers;
using System.Text;
using LineFraming.Testing;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace JudgeFramers.Readers;

/// <summary>StreamJsonRpc's handler of messages that end with a newline, with a formatter that keeps the bytes as they come.</summary>
internal static class JsonRpcReader
{
    private static readonly FramerCapabilities Offered = new()
    {
        Delimiters = [DelimiterChoice.CrLfOrLf],
        Limits = null,
        KeepsBlankLines = false,
        UnterminatedLine = UnterminatedLineHandling.Error,
        IsUnterminated = thrown => thrown is EndOfStreamException,
    };

    /// <summary>The reader.</summary>
    public static JudgedReader Reader { get; } = new(
        "streamjsonrpc",
        "NewLineDelimitedMessageHandler",
        typeof(NewLineDelimitedMessageHandler),
        "It is public. It declares LF and CR LF, no limit, that blank lines are dropped, and that an unterminated last line is an error.",
        FramerAdapter.OverPipe(Offered, (pipe, _) =>
        {
            RawFormatter formatter = new();
            NewLineDelimitedMessageHandler handler = new(null, pipe, formatter);
            return async () => await handler.ReadAsync(CancellationToken.None) is null ? null : formatter.Last;
        }))
    {
        Findings =
        [
            new(
                FindingKind.Bug,
                "The first CR of a line is looked for, and taken off if the LF follows it: a line with another CR before its CR LF "
                + "keeps its last CR. JSON has no bare CR in a line, so a peer must be wrong first.",
                "R2_Lines_equal_the_reference",
                "R13_Any_byte_is_data",
                "Every_short_stream_in_every_chunking"),
            new(
                FindingKind.Bug,
                "Every read searches all that is buffered from the start: a long message in small pieces costs the square of its length.",
                "R11_Time_grows_linearly"),
        ],
    };

    private sealed class RawFormatter : IJsonRpcMessageTextFormatter
    {
        public byte[] Last { get; private set; } = [];

        public Encoding Encoding { get; set; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        public JsonRpcMessage Deserialize(ReadOnlySequence<byte> contentBuffer)
        {
            Last = contentBuffer.ToArray();
            return new JsonRpcResult();
        }

        public JsonRpcMessage Deserialize(ReadOnlySequence<byte> contentBuffer, Encoding encoding) => Deserialize(contentBuffer);

        public void Serialize(IBufferWriter<byte> bufferWriter, JsonRpcMessage message) => throw new NotSupportedException();

        public object GetJsonText(JsonRpcMessage message) => throw new NotSupportedException();
    }
}

using DotNetty.Buffers;
using DotNetty.Codecs;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Embedded;
using LineFraming;
using LineFraming.Testing;

namespace JudgeFramers.Readers;

/// <summary>
/// DotNetty's two decoders, in a channel without a network. Configured to report an oversized line at once, not after its end.
/// </summary>
internal static class NettyReaders
{
    private const string Declared =
        "an error for an oversized line after which it goes on, that it reads ahead (a channel is fed chunks), and that the "
        + "unterminated last line is dropped.";
    private const string CountsCr =
        "The limit counts a CR whose LF has not come yet: a line of exactly the limit is rejected if its CR and LF come apart, and "
        + "accepted in one chunk. Twisted had the same bug (twisted #6556), Netty's decoder has it.";

    private const string SearchesAgain =
        "Every read searches all that is buffered from the start, as Netty did before its PR 7202: a long line in small pieces "
        + "costs the square of its length.";
    private const string Chunking = "R1_Chunking_never_shows";
    private const string Reference = "R2_Lines_equal_the_reference";
    private const string RightByte = "R4_Oversized_on_the_right_byte";
    private const string NextLine = "R5_The_next_line_is_intact";
    private const string Conservation = "R8_Nothing_is_lost_or_invented";
    private const string Time = "R11_Time_grows_linearly";
    private const string AnyByte = "R13_Any_byte_is_data";
    private const string Exhaustive = "Every_short_stream_in_every_chunking";

    private static readonly DelimiterChoice[] AnyDelimiters =
        [DelimiterChoice.CrLf, DelimiterChoice.Lf, DelimiterChoice.Nul, DelimiterChoice.Of("aab", "aab")];

    /// <summary>The decoder of lines.</summary>
    public static JudgedReader LineBased { get; } = new(
        "dotnetty-line",
        "LineBasedFrameDecoder",
        typeof(LineBasedFrameDecoder),
        $"It is public, and fed through an EmbeddedChannel. It declares LF and CR LF, {Declared}",
        Over([DelimiterChoice.CrLfOrLf], options => new LineBasedFrameDecoder(options.MaxLineLength, stripDelimiter: true, failFast: true)))
    {
        Findings =
        [
            new(FindingKind.Bug, CountsCr, Chunking, Reference, RightByte, AnyByte, Exhaustive),
            new(
                FindingKind.Bug,
                "The error of an oversized line overtakes the lines before it in the same chunk: they are handed on when all of "
                + "the chunk is decoded.",
                Chunking,
                Reference,
                NextLine,
                Conservation,
                AnyByte),
            new(FindingKind.Bug, SearchesAgain, Time),
        ],
    };

    /// <summary>The decoder of any delimiters.</summary>
    public static JudgedReader DelimiterBased { get; } = new(
        "dotnetty-delimiter",
        "DelimiterBasedFrameDecoder",
        typeof(DelimiterBasedFrameDecoder),
        $"It is public, and fed through an EmbeddedChannel. It declares some single delimiters, {Declared}",
        Over(AnyDelimiters, options => new DelimiterBasedFrameDecoder(
            options.MaxLineLength,
            stripDelimiter: true,
            failFast: true,
            [.. options.Delimiter.Strings.Select(bytes => Unpooled.WrappedBuffer(bytes))])))
    {
        Findings =
        [
            new(FindingKind.Bug, CountsCr, Reference, RightByte, AnyByte, Exhaustive),
            new(
                FindingKind.Bug,
                "What follows an oversized line in its chunk is decoded when the next chunk comes, however long that takes.",
                Chunking,
                Reference,
                RightByte,
                NextLine),
            new(
                FindingKind.Bug,
                "While it discards the remainder of an oversized line, it discards a CR whose LF has not come yet. The LF then "
                + "ends nothing, and the next line is discarded too.",
                Chunking,
                Conservation),
            new(FindingKind.Bug, SearchesAgain, Time),
        ],
    };

    private static FramerAdapter Over(IReadOnlyList<DelimiterChoice> delimiters, Func<FramerOptions, ByteToMessageDecoder> create)
    {
        FramerCapabilities offered = new()
        {
            Delimiters = delimiters,
            Limits = new LimitRange(1, 1 << 20),
            Policies = [OversizedLineHandling.Throw],
            ErrorsAreFinal = false,
            ReadsAhead = true,
            UnterminatedLine = UnterminatedLineHandling.Dropped,
            IsOversized = thrown => thrown is TooLongFrameException,
        };
        return FramerAdapter.OverStream(offered, (stream, options) => new Channel(create(options), stream).ReadLine);
    }

    // Feeds the decoder a chunk whenever nothing that it reported is left.
    private sealed class Channel(ByteToMessageDecoder decoder, Stream stream)
    {
        private readonly Collector _collector = new();
        private readonly byte[] _chunk = new byte[4096];
        private EmbeddedChannel? _channel;
        private bool _hasEnded;

        public byte[]? ReadLine()
        {
            _channel ??= new EmbeddedChannel(decoder, _collector);
            while (_collector.Reported.Count == 0 && !_hasEnded)
            {
                int read = stream.Read(_chunk);
                _hasEnded = read == 0;
                if (_hasEnded)
                {
                    _channel.Finish();
                }
                else
                {
                    _channel.WriteInbound(Unpooled.WrappedBuffer(_chunk[..read]));
                }
            }

            return _collector.Reported.TryDequeue(out object? next)
                ? next as byte[] ?? throw (Exception)next
                : null;
        }
    }

    // Lines and exceptions in the order in which the decoder reports them.
    private sealed class Collector : ChannelHandlerAdapter
    {
        public Queue<object> Reported { get; } = [];

        public override void ChannelRead(IChannelHandlerContext context, object message)
        {
            IByteBuffer line = (IByteBuffer)message;
            byte[] bytes = new byte[line.ReadableBytes];
            line.ReadBytes(bytes);
            line.Release();
            Reported.Enqueue(bytes);
        }

        public override void ExceptionCaught(IChannelHandlerContext context, Exception exception) => Reported.Enqueue(exception);
    }
}

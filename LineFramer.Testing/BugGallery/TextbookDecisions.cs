using System.Buffers;

namespace LineFraming.Testing;

/// <summary>
/// What a <see cref="TextbookFramer"/> decides about bytes, each decision by itself: none depends on what was read before. They
/// are virtual, so that a member of the gallery gets one of them wrong.
/// </summary>
internal abstract class TextbookDecisions(FramerOptions options)
{
    /// <summary>What the framer is made with.</summary>
    protected FramerOptions Options => options;

    /// <summary>Writes a line, as <see cref="IFramer.TryWrite"/> says.</summary>
    public virtual bool? TryWrite(IBufferWriter<byte> output, ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> delimiter = options.Delimiter.IsAnyNewline ? "\r\n"u8 : options.Delimiter.Strings[0];
        if (!IsOneLine(content, delimiter))
        {
            return false;
        }

        output.Write(content);
        output.Write(delimiter);
        return true;
    }

    /// <summary>The writer's check: whether a reader would see the content, its delimiter, and nothing before.</summary>
    protected virtual bool IsOneLine(ReadOnlySpan<byte> content, ReadOnlySpan<byte> delimiter)
    {
        LineBytes line = new(content, delimiter);
        for (int end = 1; end <= line.Length; end++)
        {
            if (line.LongestDelimiter(options.Delimiter, end, 0) is { } found)
            {
                return end - found.Length == content.Length;
            }
        }

        return false;
    }

    /// <summary>Where in the line the search resumes: a delimiter may have begun in the bytes searched before.</summary>
    protected virtual int ResumeSearch(LineBytes line, int searched) => Math.Max(searched - (options.Delimiter.Longest - 1), 0);

    /// <summary>The delimiter that ends at <paramref name="end"/> and begins at <paramref name="from"/> or after it.</summary>
    protected virtual byte[]? DelimiterAt(LineBytes line, int end, int from) => line.LongestDelimiter(options.Delimiter, end, from);

    /// <summary>Whether the line is oversized by its byte before <paramref name="end"/> (R4).</summary>
    protected virtual bool IsOversized(LineBytes line, int end, byte[]? delimiter) =>
        end > options.MaxLineLength
        && end - (delimiter?.Length ?? line.LongestPartial(options.Delimiter, end).Length) > options.MaxLineLength;

    /// <summary>The loop's condition: whether the search found something to report.</summary>
    protected virtual bool HasEvent(LineStop stop) => stop.IsEvent;

    /// <summary>How many bytes are discarded for a delimiter.</summary>
    protected virtual int DelimiterLength(byte[] delimiter) => delimiter.Length;

    /// <summary>Whether a line is reported at all.</summary>
    protected virtual bool IsReported(int content) => true;

    /// <summary>How many of the <paramref name="available"/> bytes are discarded: up to and with the delimiter, or all.</summary>
    protected virtual int DiscardedOfRemainder(int skipped, byte[]? delimiter, int available) => skipped;
}

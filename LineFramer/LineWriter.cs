using System.Buffers;
using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>Writes lines that a reader with the same delimiter reads back as they were (R14).</summary>
public static class LineWriter
{
    /// <summary>
    /// Writes a line and its delimiter: the only one, the first one named of a set, CR LF for
    /// <see cref="LineDelimiter.CrLfOrLf"/> and <see cref="LineDelimiter.AnyNewline"/>.
    /// </summary>
    /// <param name="writer">Where to. It is advanced by the length of the line and of the delimiter; not flushed.</param>
    /// <param name="content">The line, of any length, empty allowed.</param>
    /// <param name="delimiter">What ends a line for the reader.</param>
    /// <exception cref="ArgumentException">
    /// A reader would not see <paramref name="content"/> as one line: a delimiter ends within it, or its end and the
    /// beginning of the delimiter form one. Nothing was written.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> or <paramref name="delimiter"/> is null.</exception>
    public static void WriteLine(IBufferWriter<byte> writer, ReadOnlySpan<byte> content, LineDelimiter delimiter)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(delimiter);
        int end = FindEarlyEnd(content, delimiter);
        if (end >= 0)
        {
            throw new ArgumentException(
                $"The content would not be read back as one line: a reader that ends lines at {delimiter} ends one "
                + $"{end} bytes into its {content.Length} bytes and delimiter. Remove or encode the delimiter.",
                nameof(content));
        }

        ReadOnlySpan<byte> written = delimiter.Written;
        Span<byte> room = writer.GetSpan();
        if (content.Length > room.Length - written.Length)
        {
            writer.Write(content);
            writer.Write(written);
            return;
        }

        content.CopyTo(room);
        written.CopyTo(room[content.Length..]);
        writer.Advance(content.Length + written.Length);
    }

    /// <summary>Where a reader would see a line end other than by the written delimiter as a whole; -1 if nowhere.</summary>
    private static int FindEarlyEnd(ReadOnlySpan<byte> content, LineDelimiter delimiter)
    {
        // Nearly always: no delimiter ends in the content, nor does any begin in it.
        DelimiterSearch search = delimiter.Search;
        return search.IndexOfLastByte(content, 0, content.Length) == content.Length
            && search.Advance(DelimiterAutomaton.Start, content) == DelimiterAutomaton.Start
                ? -1
                : ReadEarlyEnd(content, delimiter);
    }

    // Not inlined: what it keeps on the stack would be cleared for every line.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadEarlyEnd(ReadOnlySpan<byte> content, LineDelimiter delimiter)
    {
        DelimiterSearch search = delimiter.Search;
        LineEnds ends = default;
        int state = DelimiterAutomaton.Start;
        int end = search.FindEnd(content, 0, content.Length, 0, ref ends, ref state, out _);
        if (end >= 0 || delimiter.IsAnyNewline)
        {
            return end;
        }

        ends = default;
        end = search.FindEnd(delimiter.Written, 0, delimiter.Written.Length, 0, ref ends, ref state, out byte[]? found);
        return found == delimiter.Written && end == found.Length ? -1 : content.Length + end;
    }
}

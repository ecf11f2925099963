using System.Buffers;
using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>Writes lines that a reader with the same delimiter reads back as they were (R14).</summary>
public static class BufferWriterExtensions
{
    /// <summary>
    /// Writes a line and its delimiter: the only one, the first one of a set, or CRLF for <see cref="LineDelimiter.CrLfOrLf"/>
    /// and <see cref="LineDelimiter.AnyNewline"/>.
    /// </summary>
    /// <param name="writer">
    /// The writer. It is advanced by the length of the line and of the delimiter, and not flushed. A writer that is a struct is
    /// boxed for the call, so what it counts itself is lost: use one that is a class.
    /// </param>
    /// <param name="content">The line, of any length; it may be empty.</param>
    /// <param name="delimiter">What ends a line for the reader.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> or <paramref name="delimiter"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// A reader would not see <paramref name="content"/> as one line: a delimiter ends within it, or its end and the beginning
    /// of the delimiter make one. Nothing was written.
    /// </exception>
    public static void WriteLine(this IBufferWriter<byte> writer, ReadOnlySpan<byte> content, LineDelimiter delimiter)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(delimiter);
        if (!delimiter.Set.HasNoMatchIn(content))
        {
            ThrowIfReadOtherwise(content, delimiter);
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

    // The content may end with bytes that begin a delimiter. That is harmless as long as a reader ends the line exactly after the
    // written delimiter, and by it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowIfReadOtherwise(ReadOnlySpan<byte> content, LineDelimiter delimiter)
    {
        DelimiterAutomaton automaton = delimiter.Set.Automaton;
        int matchState = DelimiterAutomaton.Start;
        int end = automaton.StepToEnd(content, ref matchState);
        if (automaton.Delimiter(matchState) < 0)
        {
            ReadOnlySpan<byte> written = delimiter.Written;
            end += automaton.StepToEnd(written, ref matchState);
            if (end == content.Length + written.Length && automaton.Delimiter(matchState) == 0)
            {
                return;
            }
        }

        throw new ArgumentException(
            $"The content of {content.Length} bytes would not be read back as one line: a reader that ends lines at {delimiter} would "
            + $"end one after {end} bytes of it and its delimiter. Remove or encode the delimiter.",
            nameof(content));
    }
}

using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// What ends a line: one byte string, a set of them, or any newline. Immutable: one instance may serve any number of framers
/// and threads. A line ends where the earliest ending match ends; of the delimiters that end there and begin within the line,
/// the longest is the one that ended it (R2).
/// <para>
/// A delimiter is a string of bytes. Newline bytes are safe to search for in ASCII, UTF-8 and the ISO 8859 encodings. They are
/// not in UTF-16 and UTF-32, where the bytes of a newline also occur across two other characters: decode such text first.
/// </para>
/// <para>
/// Delimiters of up to 64 bytes, up to 8 of them, are scanned for with vectors. Beyond that every byte is one step, whatever the
/// length and the number of the delimiters are. The memory is linear in their bytes (R10, R11).
/// </para>
/// </summary>
public sealed class LineDelimiter
{
    private readonly byte[][] _delimiters;
    private DelimiterSet? _set;

    private LineDelimiter(byte[][] delimiters, bool isAnyNewline = false)
    {
        _delimiters = delimiters;
        IsAnyNewline = isAnyNewline;
        Written = isAnyNewline ? [.. "\r\n"u8] : delimiters[0];
    }

    /// <summary>CR and LF: what ends a line in SMTP, HTTP, IRC and FTP. A lone CR or LF is content.</summary>
    public static LineDelimiter CrLf { get; } = new([[.. "\r\n"u8]]);

    /// <summary>LF alone: what ends a line in Unix files, NDJSON, and syslog over TCP. A CR before it is content.</summary>
    public static LineDelimiter Lf { get; } = new([[.. "\n"u8]]);

    /// <summary>
    /// LF, and a CR before it if there is one: for protocols that ask receivers to accept both. A CR that no LF follows is
    /// content. A writer writes CRLF.
    /// </summary>
    public static LineDelimiter CrLfOrLf { get; } = new([[.. "\r\n"u8], [.. "\n"u8]]);

    /// <summary>
    /// CR, LF or CRLF, whichever comes (R15). A CR ends its line at once, and no byte is waited for. An LF that follows, in
    /// whatever later chunk, is part of the same ending, and such a line is reported as ended by CR. A caller who stops
    /// between the two leaves the LF unread. A writer writes CRLF.
    /// </summary>
    public static LineDelimiter AnyNewline { get; } = new([[.. "\r"u8], [.. "\n"u8]], isAnyNewline: true);

    /// <summary>A NUL byte, as between the names that <c>find -print0</c> prints.</summary>
    public static LineDelimiter Nul { get; } = new([[0]]);

    /// <summary>
    /// The delimiters as the framer uses them. Made when they are first used: a program that names one should not wait until
    /// those of all five are compiled and made. Two threads may make two, which are the same.
    /// </summary>
    internal DelimiterSet Set => _set ??= new DelimiterSet(_delimiters, IsAnyNewline);

    internal bool IsAnyNewline { get; }

    /// <summary>The delimiter that a writer writes: of a set, the first one.</summary>
    internal byte[] Written { get; }

    /// <summary>One byte string.</summary>
    /// <param name="delimiter">The bytes that end a line, at least one. They are copied.</param>
    /// <returns>The delimiter.</returns>
    /// <exception cref="ArgumentException"><paramref name="delimiter"/> is empty (R2).</exception>
    public static LineDelimiter Create(ReadOnlySpan<byte> delimiter)
    {
        ThrowIfEmpty(delimiter, nameof(delimiter));
        return new LineDelimiter([delimiter.ToArray()]);
    }

    /// <summary>Either of two byte strings. A writer writes the first.</summary>
    /// <param name="first">The bytes that end a line, at least one. They are copied.</param>
    /// <param name="second">Other bytes that end a line, at least one. They are copied.</param>
    /// <returns>The delimiter.</returns>
    /// <exception cref="ArgumentException">
    /// One of them is empty, or contains the other one before its last byte, so that it can never end a line: CRLF and CR (R2).
    /// </exception>
    [OverloadResolutionPriority(1)]
    public static LineDelimiter CreateAny(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        ThrowIfEmpty(first, nameof(first));
        ThrowIfEmpty(second, nameof(second));
        return CreateSet([first.ToArray(), second.ToArray()], nameof(second));
    }

    /// <summary>Any of several byte strings. One that is given twice counts once. A writer writes the first.</summary>
    /// <param name="delimiters">The byte strings, each of at least one byte. They are copied.</param>
    /// <returns>The delimiter.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="delimiters"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">
    /// The set is empty; or one of the delimiters is empty; or one contains another one before its last byte, so that it can
    /// never end a line, as CRLF beside CR (R2). One that ends with another one, as CRLF beside LF, is valid.
    /// </exception>
    public static LineDelimiter CreateAny(params byte[][] delimiters)
    {
        ArgumentNullException.ThrowIfNull(delimiters);
        if (delimiters.Length == 0)
        {
            throw new ArgumentException("The set of delimiters is empty; give at least one.", nameof(delimiters));
        }

        foreach (byte[] delimiter in delimiters)
        {
            ArgumentNullException.ThrowIfNull(delimiter, nameof(delimiters));
            ThrowIfEmpty(delimiter, nameof(delimiters));
        }

        return CreateSet([.. delimiters.Select(delimiter => (byte[])[.. delimiter])], nameof(delimiters));
    }

    /// <summary>The delimiters, quoted and escaped, for logs and debuggers.</summary>
    /// <returns>For example <c>"\r\n" or "\n"</c>, or <c>any newline</c>.</returns>
    public override string ToString() =>
        IsAnyNewline ? "any newline" : string.Join(" or ", _delimiters.Select(delimiter => QuotedBytes.Of(delimiter)));

    private static LineDelimiter CreateSet(byte[][] delimiters, string parameter)
    {
        LineDelimiter set = new([.. delimiters.DistinctBy(Convert.ToHexString)]);
        if (set.Set.HasUnreachableDelimiter)
        {
            (byte[] unreachable, byte[] contained) = FindUnreachable(delimiters);
            throw new ArgumentException(
                $"The delimiter {QuotedBytes.Of(unreachable)} can never end a line: it contains {QuotedBytes.Of(contained)}, "
                + "which ends the line first. Leave one of them out, or use LineDelimiter.AnyNewline for CR, LF and CRLF.",
                parameter);
        }

        return set;
    }

    private static void ThrowIfEmpty(ReadOnlySpan<byte> delimiter, string parameter)
    {
        if (delimiter.IsEmpty)
        {
            throw new ArgumentException("A delimiter is empty; give at least one byte.", parameter);
        }
    }

    // For the message alone: every pair is tried.
    private static (byte[] Unreachable, byte[] Contained) FindUnreachable(byte[][] delimiters) =>
        (from delimiter in delimiters
         from other in delimiters
         where delimiter.AsSpan(..^1).IndexOf(other) >= 0
         select (delimiter, other)).First();
}

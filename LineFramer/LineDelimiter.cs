namespace LineFraming;

/// <summary>
/// What ends a line: one byte string, a set of them, or any newline. Immutable; one instance may serve any number of
/// framers and threads. A line ends where the earliest ending match ends; of the delimiters that end there, the longest
/// is the one that ended it (R2).
/// </summary>
public sealed class LineDelimiter
{
    private LineDelimiter(byte[][] delimiters, bool isAnyNewline = false)
    {
        Search = new DelimiterSearch(delimiters, isAnyNewline);
        IsAnyNewline = isAnyNewline;
        Written = isAnyNewline ? [.. "\r\n"u8] : delimiters[0];
    }

    /// <summary>Carriage return and line feed: the line end of SMTP, HTTP, IRC, FTP. A lone CR or LF is content.</summary>
    public static LineDelimiter CrLf { get; } = Of("\r\n"u8);

    /// <summary>Line feed alone: the line end of Unix files, NDJSON, syslog over TCP. A CR before it is content.</summary>
    public static LineDelimiter Lf { get; } = Of("\n"u8);

    /// <summary>
    /// LF, and one CR before it if there is one: for protocols that ask receivers to accept both. A CR that no LF
    /// follows is content. A writer writes CR LF.
    /// </summary>
    public static LineDelimiter CrLfOrLf { get; } = AnyOf([.. "\r\n"u8], [.. "\n"u8]);

    /// <summary>
    /// CR, LF or CR LF, whichever comes (R15). A CR ends its line at once, with nothing waited for; an LF right behind
    /// it belongs to the same ending, in whatever later chunk it comes, and such a line is reported as ended by CR. To
    /// stop between the two is to leave the LF unread. A writer writes CR LF.
    /// </summary>
    public static LineDelimiter AnyNewline { get; } = new([[(byte)'\r'], [(byte)'\n']], isAnyNewline: true);

    /// <summary>A NUL byte, as between the names that <c>find -print0</c> prints.</summary>
    public static LineDelimiter Nul { get; } = Of([0]);

    internal DelimiterSearch Search { get; }

    internal bool IsAnyNewline { get; }

    /// <summary>The delimiter that a writer puts behind a line: of a set, the first one named.</summary>
    internal byte[] Written { get; }

    /// <summary>One byte string of any length from 1.</summary>
    /// <param name="delimiter">The bytes that end a line; they are copied.</param>
    /// <exception cref="ArgumentException"><paramref name="delimiter"/> is empty (R2).</exception>
    public static LineDelimiter Of(ReadOnlySpan<byte> delimiter)
    {
        ThrowIfEmpty(delimiter, nameof(delimiter));
        return new LineDelimiter([delimiter.ToArray()]);
    }

    /// <summary>
    /// Any of several byte strings. Naming one twice is naming it once. A writer writes the first.
    /// </summary>
    /// <param name="delimiters">The byte strings, each of which ends a line; they are copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="delimiters"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">
    /// The set is empty, one of the delimiters is empty, or one of them can never end a line because it contains
    /// another that always ends it earlier, as CR LF contains CR (R2). One that merely ends with another may stay.
    /// </exception>
    public static LineDelimiter AnyOf(params byte[][] delimiters)
    {
        ArgumentNullException.ThrowIfNull(delimiters);
        if (delimiters.Length == 0)
        {
            throw new ArgumentException("The set of delimiters is empty; give at least one.", nameof(delimiters));
        }

        List<byte[]> distinct = [];
        foreach (byte[] delimiter in delimiters)
        {
            ArgumentNullException.ThrowIfNull(delimiter, nameof(delimiters));
            ThrowIfEmpty(delimiter, nameof(delimiters));
            if (!distinct.Exists(other => other.AsSpan().SequenceEqual(delimiter)))
            {
                distinct.Add([.. delimiter]);
            }
        }

        RefuseUnwinnable(distinct);
        return new LineDelimiter([.. distinct]);
    }

    /// <summary>The delimiters, quoted and escaped, for logs and debuggers.</summary>
    /// <returns>For example <c>"\r\n" or "\n"</c>, or <c>any newline</c>.</returns>
    public override string ToString() =>
        IsAnyNewline ? "any newline" : string.Join(" or ", Search.Delimiters.Select(delimiter => QuotedBytes.Of(delimiter)));

    private static void ThrowIfEmpty(ReadOnlySpan<byte> delimiter, string parameter)
    {
        if (delimiter.IsEmpty)
        {
            throw new ArgumentException("A delimiter is empty; give at least one byte.", parameter);
        }
    }

    private static void RefuseUnwinnable(List<byte[]> delimiters)
    {
        foreach (byte[] delimiter in delimiters)
        {
            // All but its last byte: a match that ends with it loses nothing, for the longest wins (R2).
            ReadOnlySpan<byte> endsEarlier = delimiter.AsSpan(..^1);
            foreach (byte[] other in delimiters)
            {
                if (endsEarlier.IndexOf(other) >= 0)
                {
                    throw new ArgumentException(
                        $"The delimiter {QuotedBytes.Of(delimiter)} can never end a line: it contains {QuotedBytes.Of(other)}, which ends the line "
                        + "first. Leave one of them out, or use LineDelimiter.AnyNewline for CR, LF and CR LF.",
                        nameof(delimiters));
                }
            }
        }
    }
}

namespace LineFraming.Testing;

/// <summary>
/// The definition of a line: the simplest program that reports the events of R1 to R8 and R15. It has the whole stream in
/// memory and, after every byte, looks again at the end of the whole unfinished line: does a delimiter end here, and
/// if not, is the line provably oversized? It knows nothing of chunks, so chunking cannot show (R1). Suites and fuzz
/// targets compare every other framer with this one.
/// </summary>
public static class ReferenceFramer
{
    /// <summary>Reports everything there is to report of a stream.</summary>
    /// <param name="stream">The stream from its start, or as much of it as has come.</param>
    /// <param name="isEnded">Whether the stream ends there (R7).</param>
    /// <param name="options">Delimiters, limit, policy.</param>
    /// <param name="log">
    /// Gets the events. An event's <see cref="EventLog.ConsumedAt"/> is the number of bytes after which it must be
    /// reported: not a byte earlier, not a byte later (R4). What the end of the stream brings comes after one more.
    /// </param>
    /// <returns>How many bytes of oversized lines are discarded (R5, Truncate).</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or <paramref name="log"/> is null.</exception>
    /// <exception cref="ArgumentException">The limit is negative, or 0 under Split, whose pieces would be empty.</exception>
    public static long Read(ReadOnlySpan<byte> stream, bool isEnded, FramerOptions options, EventLog log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        if (options.MaxLineLength < (options.OversizedLineHandling == OversizedLineHandling.Split ? 1 : 0))
        {
            throw new ArgumentException($"The limit must be at least 0, and 1 under Split: {options}.", nameof(options));
        }

        FramerCapabilities offered = options.Offered;
        log.GoesOnAfterOversized = !offered.ErrorsAreFinal;
        int limit = options.MaxLineLength;
        int start = 0;
        int discarded = 0;
        bool inRemainder = false;
        bool afterCr = false;
        bool afterRemainder = false;
        for (int end = 1; end <= stream.Length; end++)
        {
            log.Consumed = end;
            if (afterCr && stream[end - 1] == '\n')
            {
                discarded += afterRemainder ? 1 : 0;
                start = end;
                afterCr = false;
                continue;
            }

            afterCr = false;
            ReadOnlySpan<byte> line = stream[start..end];
            byte[]? delimiter = LongestDelimiterAtEnd(line, options.Delimiter);
            int content = line.Length - (delimiter?.Length ?? LongestPartialAtEnd(line, options.Delimiter));
            if (!inRemainder && ReportOversized(stream, ref start, start + content, options, log))
            {
                if (log.HasFailed)
                {
                    return 0;
                }

                inRemainder = true;
                discarded += line.Length - limit;
            }
            else if (inRemainder)
            {
                discarded++;
            }

            if (delimiter is not null)
            {
                if (!inRemainder && (content > 0 || offered.KeepsBlankLines))
                {
                    log.Line(start, stream[start..(end - delimiter.Length)], delimiter);
                }

                afterCr = options.Delimiter.IsAnyNewline && stream[end - 1] == '\r';
                afterRemainder = inRemainder;
                inRemainder = false;
                start = end;
            }
        }

        log.Consumed = stream.Length + 1;
        if (isEnded && !inRemainder && start < stream.Length && offered.UnterminatedLine != UnterminatedLineHandling.Dropped)
        {
            int length = stream.Length - start;
            if (offered.UnterminatedLine == UnterminatedLineHandling.Error)
            {
                log.Unterminated(start);
            }
            else if (!ReportOversized(stream, ref start, stream.Length, options, log))
            {
                log.Line(start, stream[start..], default);
            }
            else if (options.OversizedLineHandling == OversizedLineHandling.Truncate)
            {
                discarded += length - limit;
            }
        }

        return discarded;
    }

    /// <summary>
    /// Reports the content from <paramref name="start"/> to <paramref name="end"/> if it is more than the limit. Of a
    /// line in pieces, <paramref name="start"/> moves past those reported and the rest is no longer oversized.
    /// </summary>
    private static bool ReportOversized(ReadOnlySpan<byte> stream, ref int start, int end, FramerOptions options, EventLog log)
    {
        int limit = options.MaxLineLength;
        while (end - start > limit)
        {
            switch (options.OversizedLineHandling)
            {
                case OversizedLineHandling.Throw:
                    log.Oversized(start);
                    return true;
                case OversizedLineHandling.Truncate:
                    log.Truncated(start, stream.Slice(start, limit));
                    return true;
                default:
                    log.Piece(start, stream.Slice(start, limit));
                    start += limit;
                    break;
            }
        }

        return false;
    }

    private static byte[]? LongestDelimiterAtEnd(ReadOnlySpan<byte> line, DelimiterChoice choice)
    {
        byte[]? longest = null;
        if (!choice.Contains(line[^1]))
        {
            return longest;
        }

        foreach (byte[] delimiter in choice.Strings)
        {
            if (line.EndsWith(delimiter) && delimiter.Length > (longest?.Length ?? 0))
            {
                longest = delimiter;
            }
        }

        return longest;
    }

    private static int LongestPartialAtEnd(ReadOnlySpan<byte> line, DelimiterChoice choice)
    {
        int longest = 0;
        if (!choice.Contains(line[^1]))
        {
            return longest;
        }

        foreach (byte[] delimiter in choice.Strings)
        {
            for (int length = longest + 1; length < delimiter.Length; length++)
            {
                if (line.EndsWith(delimiter.AsSpan(0, length)))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }
}

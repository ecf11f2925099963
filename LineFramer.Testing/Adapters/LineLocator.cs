namespace LineFraming.Testing;

/// <summary>Finds where the lines of a framer that returns only content stand in the stream, and what ended them.</summary>
internal sealed class LineLocator(byte[] stream, FramerOptions options)
{
    private int _next;

    // Whether the line before ended with a CR, whose LF is part of its ending (R15).
    private bool _isAfterCr;

    /// <summary>Reports the next line.</summary>
    public void Report(byte[] content, EventLog log)
    {
        SkipToLine();
        int start = _next;
        int end = Math.Min(start + content.Length, stream.Length);
        byte[]? delimiter = options.Delimiter.At(stream.AsSpan(end));
        bool isPart = options.HasLimit && content.Length == options.MaxLineLength && delimiter is null && end < stream.Length;
        if (isPart && options.OversizedLineHandling == OversizedLineHandling.Truncate)
        {
            log.Truncated(start, content);
            SkipRemainder();
        }
        else if (isPart && options.OversizedLineHandling == OversizedLineHandling.Split)
        {
            log.Piece(start, content);
            _next = end;
        }
        else
        {
            log.Line(start, content, delimiter);
            EndLine(end, delimiter);
        }
    }

    /// <summary>Whether the next line has this content, and a delimiter ends it.</summary>
    public bool IsEnded(byte[] content)
    {
        SkipToLine();
        ReadOnlySpan<byte> rest = stream.AsSpan(_next);
        return rest.StartsWith(content) && options.Delimiter.At(rest[content.Length..]) is not null;
    }

    /// <summary>Reports that the next line is oversized; after its remainder the framer may go on.</summary>
    public void ReportOversized(EventLog log)
    {
        SkipToLine();
        log.Oversized(_next);
        if (log.GoesOnAfterOversized)
        {
            SkipRemainder();
        }
    }

    /// <summary>Reports that the last line is unterminated, as an error.</summary>
    public void ReportUnterminated(EventLog log)
    {
        SkipToLine();
        log.Unterminated(_next);
    }

    private void SkipToLine()
    {
        if (_isAfterCr && _next < stream.Length && stream[_next] == '\n')
        {
            _next++;
        }

        _isAfterCr = false;
        while (!options.Offered.KeepsBlankLines && options.Delimiter.At(stream.AsSpan(_next)) is { } blank)
        {
            _next += blank.Length;
        }
    }

    // Goes on to where the line ends by the reference framer.
    private void SkipRemainder()
    {
        EventLog line = new();
        ReferenceFramer.Read(
            stream.AsSpan(_next),
            isEnded: false,
            new FramerOptions(options.Delimiter, FramerOptions.NoLimit, OversizedLineHandling.Throw),
            line);
        byte[]? delimiter = line.Count == 0 ? null : line.Delimiter(0).ToArray();
        EndLine(line.Count == 0 ? stream.Length : _next + line.Content(0).Length, delimiter);
    }

    private void EndLine(int end, byte[]? delimiter)
    {
        _isAfterCr = options.Delimiter.IsAnyNewline && delimiter is [(byte)'\r'];
        _next = end + (delimiter?.Length ?? 0);
    }
}

using LineFraming.Testing;

namespace LineFraming.Tests;

/// <summary>A decoder for LF with a limit. It differs from the contract only in policies that a framer can declare.</summary>
internal sealed class DialectDecoder(int limit, Action<byte[]> report)
{
    private readonly List<byte> _line = [];
    private bool _isInRemainder;

    /// <summary>Whether empty lines are lines.</summary>
    public bool KeepsBlankLines { get; init; } = true;

    /// <summary>What happens to an unterminated last line.</summary>
    public UnterminatedLineHandling UnterminatedLine { get; init; }

    /// <summary>An adapter over it that declares what it does.</summary>
    public static FramerAdapter Over(FramerCapabilities capabilities, bool keepsBlankLines, UnterminatedLineHandling unterminatedLine) =>
        FramerAdapter.OverDecoder(capabilities, (options, onLine) =>
            new DialectDecoder(options.MaxLineLength, onLine)
            {
                KeepsBlankLines = keepsBlankLines,
                UnterminatedLine = unterminatedLine,
            }.Feed);

    /// <summary>Feeds bytes; a line over the limit is an error, after which the next line is read.</summary>
    public void Feed(ReadOnlySpan<byte> chunk, bool isEnd)
    {
        int oversized = 0;
        foreach (byte value in chunk)
        {
            oversized += Take(value) ? 1 : 0;
        }

        if (oversized > 0)
        {
            throw new InvalidDataException($"{oversized} oversized lines.");
        }

        if (isEnd && _line.Count > 0 && !_isInRemainder)
        {
            End();
        }
    }

    // Returns whether the byte proves the line oversized.
    private bool Take(byte value)
    {
        if (value == '\n')
        {
            if (!_isInRemainder && (_line.Count > 0 || KeepsBlankLines))
            {
                report([.. _line]);
            }

            _line.Clear();
            _isInRemainder = false;
            return false;
        }

        _line.Add(value);
        bool isProof = !_isInRemainder && _line.Count > limit;
        _isInRemainder |= isProof;
        return isProof;
    }

    private void End()
    {
        if (UnterminatedLine == UnterminatedLineHandling.Error)
        {
            throw new EndOfStreamException("The last line has no end.");
        }

        if (UnterminatedLine == UnterminatedLineHandling.Returned)
        {
            report([.. _line]);
        }

        _line.Clear();
    }
}

using System.Globalization;
using System.Text;

namespace LineFraming.Testing;

/// <summary>
/// What a framer offers. Cases are drawn only from what is offered, and a property that cannot be asked is reported as
/// skipped, with the reason. By default it declares any delimiter, any limit, every policy, any byte, and no counts, writer or
/// checkpoint.
/// </summary>
public sealed class FramerCapabilities
{
    private const int MaxSmallestLimit = 1 << 20;

    /// <summary>All that the contract knows: what the library's framer offers.</summary>
    public static FramerCapabilities Everything { get; } = new()
    {
        HasCounts = true,
        HasWriter = true,
        CanResume = true,
        CanEndWithLastChunk = true,
    };

    /// <summary>The delimiter sets that the framer can be made with; null for any.</summary>
    public IReadOnlyList<DelimiterChoice>? Delimiters { get; init; }

    /// <summary>
    /// The limits that the framer can be made with, in bytes; null for a framer without a limit. The smallest must be at most 1,048,576.
    /// </summary>
    public LimitRange? Limits { get; init; } = LimitRange.Any;

    /// <summary>What it can do with an oversized line (R5).</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public IReadOnlyList<OversizedLineHandling> Policies
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = Enum.GetValues<OversizedLineHandling>();

    /// <summary>What it does with an unterminated last line (R7).</summary>
    public UnterminatedLineHandling UnterminatedLine { get; init; }

    /// <summary>Whether it consumes bytes past the line it returns (R9), as every reader with a buffer of its own does.</summary>
    public bool ReadsAhead { get; init; }

    /// <summary>
    /// Whether it stays failed after an oversized line under Throw (R5). A framer that does not must discard the remainder and go
    /// on with the next line.
    /// </summary>
    public bool ErrorsAreFinal { get; init; } = true;

    /// <summary>Whether empty lines are lines (R6). One that does not keep them must drop them everywhere.</summary>
    public bool KeepsBlankLines { get; init; } = true;

    /// <summary>Whether it reports <see cref="IFramer.Counts"/> (R10, R11).</summary>
    public bool HasCounts { get; init; }

    /// <summary>Whether it has a writer, <see cref="IFramer.TryWrite"/> (R14).</summary>
    public bool HasWriter { get; init; }

    /// <summary>Whether it has a <see cref="IFramer.Checkpoint"/> and can resume (R16).</summary>
    public bool CanResume { get; init; }

    /// <summary>
    /// Whether the end of the stream can come together with its last bytes, in <see cref="IFramer.TryReadFinal"/> (R7). An adapter
    /// over a pipe or a decoder always can.
    /// </summary>
    public bool CanEndWithLastChunk { get; init; }

    /// <summary>The encoding in which alone a stream is valid, for a reader of text; null if any byte is data (R13).</summary>
    public Encoding? Text { get; init; }

    /// <summary>Which exceptions of a reader or decoder mean that a line is oversized.</summary>
    public Func<Exception, bool>? IsOversized { get; init; }

    /// <summary>Which exceptions of a reader or decoder mean that the last line is unterminated.</summary>
    public Func<Exception, bool>? IsUnterminated { get; init; }

    /// <summary>Differences from a rule that are the framer's policy.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public IReadOnlyList<ExpectedDifference> ExpectedDifferences
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = [];

    /// <summary>The delimiter sets to draw from.</summary>
    internal IReadOnlyList<DelimiterChoice> DrawnDelimiters =>
        Delimiters ?? [.. DelimiterChoice.All.Where(choice => IsText(choice.Strings.SelectMany(bytes => bytes)))];

    /// <summary>Whether a case is within what is offered.</summary>
    internal bool Offers(FramerCase input) => Offers(input.Options) && IsText(input.Stream);

    /// <summary>Whether the framer can be made with these options.</summary>
    internal bool Offers(FramerOptions options) =>
        (Delimiters is null || Delimiters.Contains(options.Delimiter))
        && (Limits is null ? !options.HasLimit : Limits.Contains(options.MaxLineLength) && Policies.Contains(options.OversizedLineHandling))
        && (options.OversizedLineHandling != OversizedLineHandling.Split || options.MaxLineLength > 0);

    /// <summary>Throws if a declaration cannot be drawn from.</summary>
    internal void ThrowIfInvalid()
    {
        if (Delimiters is { Count: 0 })
        {
            throw new ArgumentException($"{nameof(Delimiters)} is empty: declare at least one, or null for any.");
        }

        if (Limits is not null && !Policies.Any(policy => policy != OversizedLineHandling.Split || Limits.Max > 0))
        {
            throw new ArgumentException(
                $"{nameof(Policies)} has nothing to do with an oversized line: declare at least one (Split needs a limit of 1 or "
                + $"more), or {nameof(Limits)} as null.");
        }

        if (Limits is { Min: > MaxSmallestLimit })
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(Limits)} begins at {Limits.Min:N0} bytes. Cases are a few times as long as the limit, so it must begin at "
                + $"{MaxSmallestLimit:N0} bytes or less."));
        }

        if (Text is not null && !Text.GetBytes("\0\t\r\n x~").AsSpan().SequenceEqual("\0\t\r\n x~"u8))
        {
            throw new ArgumentException(
                $"{nameof(Text)} is {Text.WebName}: only encodings in which ASCII is one byte a character can be drawn from.");
        }

        if (DrawnDelimiters.FirstOrDefault(choice => !IsText(choice.Strings.SelectMany(bytes => bytes))) is { } noText)
        {
            throw new ArgumentException($"The delimiter {noText} is no valid {Text!.WebName}.");
        }
    }

    private bool IsText(IEnumerable<byte> bytes)
    {
        if (Text is null)
        {
            return true;
        }

        byte[] array = [.. bytes];
        try
        {
            return Text.GetBytes(Text.GetString(array)).AsSpan().SequenceEqual(array);
        }
        catch (ArgumentException)
        {
            // A strict encoding throws a DecoderFallbackException.
            return false;
        }
    }
}

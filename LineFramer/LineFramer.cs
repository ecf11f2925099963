using System.Runtime.CompilerServices;

namespace LineFraming;

/// <summary>
/// Splits a stream of bytes into lines, chunk by chunk, and returns the same lines wherever the chunks end (R1).
/// <para>
/// Each chunk that arrives goes to <see cref="Read"/>. Its <see cref="LineReader"/> returns the lines that end in the chunk:
/// slices of the chunk or, for a line that began in an earlier chunk, of the framer's buffer. The framer keeps nothing from
/// one chunk to the next but the unfinished line, so a caller may stop after any line and has the rest of the chunk (R9).
/// The last chunk is read with <c>isFinalBlock: true</c>, and an unterminated last line comes out too (R7).
/// </para>
/// <para>
/// An instance serves one stream, and one thread at a time. It does no I/O, and there is nothing to dispose.
/// </para>
/// <para>
/// Lines are bytes. A delimiter of newline bytes is safe to search for in ASCII, UTF-8 and the ISO 8859 encodings. It is not
/// in UTF-16 and UTF-32: there the bytes of a newline also occur across two other characters.
/// </para>
/// </summary>
/// <example>
/// <code>
/// var framer = new LineFramer(LineDelimiter.CrLf, maxLineLength: 8192);
/// // for each chunk that arrives:
/// LineReader reader = framer.Read(chunk);
/// while (reader.TryRead(out ReadOnlySpan&lt;byte&gt; line))
///     Handle(line);
/// </code>
/// </example>
public sealed class LineFramer
{
    /// <summary>Makes a framer at the start of a stream.</summary>
    /// <param name="delimiter">What ends a line.</param>
    /// <param name="maxLineLength">
    /// The limit: how many content bytes a line may have, delimiter excluded, inclusive (R3). 0 allows only empty lines. It is
    /// also what a hostile peer can make the framer buffer (R10), so there is no value for "no limit".
    /// </param>
    /// <param name="oversizedLineHandling">What happens to a line with more bytes than the limit (R5).</param>
    /// <exception cref="ArgumentNullException"><paramref name="delimiter"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="maxLineLength"/> is negative; or 0 under <see cref="OversizedLineHandling.Split"/>; or so large that such
    /// a line and its delimiter do not fit into an array. Or <paramref name="oversizedLineHandling"/> is not a value of the enum.
    /// </exception>
    public LineFramer(
        LineDelimiter delimiter, int maxLineLength, OversizedLineHandling oversizedLineHandling = OversizedLineHandling.Throw)
    {
        ArgumentNullException.ThrowIfNull(delimiter);
        if (oversizedLineHandling is < OversizedLineHandling.Throw or > OversizedLineHandling.Split)
        {
            throw new ArgumentOutOfRangeException(
                nameof(oversizedLineHandling), oversizedLineHandling, "The handling must be Throw, Truncate or Split.");
        }

        int min = oversizedLineHandling == OversizedLineHandling.Split ? 1 : 0;
        int max = Array.MaxLength - delimiter.Set.Longest;
        if (maxLineLength < min || maxLineLength > max)
        {
            throw new ArgumentOutOfRangeException(
                nameof(maxLineLength), maxLineLength, $"The limit must be from {min} to {max} bytes.");
        }

        State = new LineState(new FramerSettings(delimiter, maxLineLength, oversizedLineHandling));
    }

    /// <summary>What ends a line.</summary>
    public LineDelimiter Delimiter => State.Settings.Delimiter;

    /// <summary>The limit: how many content bytes a line may have, delimiter excluded, inclusive (R3).</summary>
    public int MaxLineLength => State.Settings.MaxLineLength;

    /// <summary>What happens to a line with more bytes than the limit (R5).</summary>
    public OversizedLineHandling OversizedLineHandling => State.Settings.Handling;

    /// <summary>
    /// How many bytes of an unfinished line are buffered: at most <see cref="MaxLineLength"/> plus the longest delimiter, less
    /// one; 0 between two lines (R10).
    /// </summary>
    public int BytesBuffered => State.Buffer.Count;

    /// <summary>
    /// How many bytes of the stream were consumed: those of every line that was returned, with its delimiter; those that were
    /// discarded; and those that are buffered (R8). Of a framer that failed, also those of the oversized line up to its proof (R4).
    /// After a reset to a checkpoint it is the checkpoint's offset. To read on after a restart, store <see cref="Checkpoint"/>, not
    /// this.
    /// </summary>
    public long BytesConsumed => State.BytesConsumed;

    /// <summary>
    /// How many bytes were discarded under <see cref="OversizedLineHandling.Truncate"/> since the framer was made or reset: of
    /// every oversized line, what follows its first <see cref="MaxLineLength"/> bytes, its delimiter included, as far as it
    /// has come (R5).
    /// </summary>
    public long BytesDiscarded => State.BytesDiscarded;

    /// <summary>
    /// How many lines were returned since the framer was made or reset. A truncated line counts as one, and so does a line in
    /// pieces, with its last piece (R5).
    /// </summary>
    public long LinesRead => State.LinesRead;

    /// <summary>
    /// The line returned last, also after the reader has none left and after the next <see cref="Read"/>, until the next line
    /// or a reset; <c>default</c> before the first line. It has the offset of R8 and the flags of R5 and R7.
    /// </summary>
    public LineInfo LastLine => State.Last.Info;

    /// <summary>
    /// Where to go on after a restart: a new framer with the same settings that is <see cref="Reset(LineCheckpoint)"/> to it,
    /// and fed the stream from its offset on, reports what this one would from here (R16). It may be read after any line and
    /// after any chunk. Of a framer that failed it is where the oversized line begins; of one whose stream has ended, the end,
    /// at a line's start. So do not read the last chunk of a file that may still grow as the final block.
    /// </summary>
    public LineCheckpoint Checkpoint => State.Checkpoint;

    /// <summary>What the framer knows, for its readers.</summary>
    internal LineState State { get; }

    /// <summary>Begins to read the next chunk of the stream.</summary>
    /// <param name="chunk">
    /// The bytes that follow those consumed so far; it may be empty. If a reader was left before its end, its
    /// <see cref="LineReader.UnreadSpan"/> comes first. The chunk must not change while its reader is used. The framer keeps
    /// no reference to it.
    /// </param>
    /// <param name="isFinalBlock">
    /// Whether the stream ends with the chunk (R7). The bytes after the last delimiter, if there are any, are then one
    /// unterminated line, and the beginning of a delimiter at the end is content. The stream has ended once the reader has
    /// returned false. A final block may be left before its end and its unread rest be read again, as final or not, as long
    /// as no line was returned that only the end decided: an unterminated one, or one that is oversized because nothing
    /// follows. After such a line, only a final block as long as the unread rest is accepted.
    /// </param>
    /// <returns>A reader of the lines that end in the chunk. Every earlier reader of this framer is rejected from now on.</returns>
    /// <exception cref="InvalidOperationException">
    /// The stream has ended; <see cref="Reset()"/> begins a new one (R7). Or a line was returned that only the end of the stream
    /// decided, and this is not the unread rest as a final block.
    /// </exception>
    /// <exception cref="LineTooLongException">
    /// An earlier line was oversized, under <see cref="OversizedLineHandling.Throw"/> (R5).
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public LineReader Read(ReadOnlySpan<byte> chunk, bool isFinalBlock = false) => new(State, chunk, isFinalBlock);

    /// <summary>
    /// Begins a new stream: drops what is buffered, sets every count to 0, and makes a framer that failed or has ended usable
    /// again. Every earlier reader of this framer is rejected from now on.
    /// </summary>
    public void Reset() => State.Reset(default);

    /// <summary>
    /// Goes on with a stream where another framer with the same settings was (R16). <see cref="BytesConsumed"/> is then the
    /// checkpoint's offset, and the other counts are 0; in a remainder, bytes that are read again count as discarded, and an LF that
    /// is owed does not. Every earlier reader of this framer is rejected from now on.
    /// </summary>
    /// <param name="checkpoint">From <see cref="Checkpoint"/>; <c>default</c> is the start of a stream.</param>
    /// <exception cref="ArgumentException">
    /// A framer with these settings has no such state: inside a line only under <see cref="OversizedLineHandling.Split"/>, inside
    /// a remainder only under <see cref="OversizedLineHandling.Truncate"/>, an owed LF only with
    /// <see cref="LineDelimiter.AnyNewline"/>. Nothing was changed.
    /// </exception>
    public void Reset(LineCheckpoint checkpoint)
    {
        if (State.Settings.Missing(checkpoint.State) is { } needed)
        {
            throw new ArgumentException(
                $"The checkpoint is of a framer with other settings: the state {checkpoint.State} needs {needed}, and this framer "
                + $"has {OversizedLineHandling} and {Delimiter}.",
                nameof(checkpoint));
        }

        State.Reset(checkpoint);
    }
}

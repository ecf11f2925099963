using System.IO.Pipelines;

namespace LineFraming.Testing;

/// <summary>
/// A framer under test and what it offers. A framer that is fed chunk by chunk implements <see cref="IFramer"/>. For everything
/// else there are ready adapters, which need only lines: they find offsets and delimiters, deliver the bytes in chunks of every
/// size, and distinguish a reader that waits for more bytes from one that has ended.
/// </summary>
public sealed class FramerAdapter
{
    private FramerAdapter(FramerCapabilities capabilities, FramerFactory create, string? cannotHandOff, bool canEndWithLastChunk)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        ArgumentNullException.ThrowIfNull(create);
        capabilities.ThrowIfInvalid();
        (Capabilities, Create, CannotHandOff, CanEndWithLastChunk) = (capabilities, create, cannotHandOff, canEndWithLastChunk);
    }

    /// <summary>What the framer offers.</summary>
    public FramerCapabilities Capabilities { get; }

    /// <summary>Makes the framer.</summary>
    internal FramerFactory Create { get; }

    /// <summary>Why R9 cannot be asked, whatever is declared.</summary>
    internal string? CannotHandOff { get; }

    /// <summary>Whether the end of the stream can come together with its last bytes.</summary>
    internal bool CanEndWithLastChunk { get; }

    /// <summary>A framer that is fed chunk by chunk.</summary>
    /// <param name="capabilities">What it offers.</param>
    /// <param name="create">Makes it.</param>
    /// <returns>The adapter.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">What is declared cannot be drawn from: the message says what to declare.</exception>
    public static FramerAdapter Of(FramerCapabilities capabilities, FramerFactory create) =>
        new(capabilities, create, null, capabilities?.CanEndWithLastChunk == true);

    /// <summary>A reader that reads a <see cref="Stream"/>.</summary>
    /// <param name="capabilities">What it offers.</param>
    /// <param name="open">
    /// Makes a reader over the stream; what it returns reads the next line without its delimiter, or returns null at the end.
    /// </param>
    /// <returns>The adapter.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">What is declared cannot be drawn from: the message says what to declare.</exception>
    public static FramerAdapter OverStream(FramerCapabilities capabilities, Func<Stream, FramerOptions, Func<byte[]?>> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return OfReader(capabilities, canEndWithLastChunk: false, (bytes, options) => open(new ScriptedStream(bytes), options));
    }

    /// <summary>A reader that reads a <see cref="Stream"/> asynchronously.</summary>
    /// <param name="capabilities">What it offers.</param>
    /// <param name="open">
    /// Makes a reader over the stream; what it returns reads the next line without its delimiter, or returns null at the end.
    /// </param>
    /// <returns>The adapter.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">What is declared cannot be drawn from: the message says what to declare.</exception>
    public static FramerAdapter OverStreamAsync(FramerCapabilities capabilities, Func<Stream, FramerOptions, Func<ValueTask<byte[]?>>> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return OfReader(capabilities, canEndWithLastChunk: false, (bytes, options) => Wait(open(new ScriptedStream(bytes), options)));
    }

    /// <summary>A reader that reads a <see cref="PipeReader"/>.</summary>
    /// <param name="capabilities">What it offers.</param>
    /// <param name="open">
    /// Makes a reader over the pipe; what it returns reads the next line without its delimiter, or returns null at the end.
    /// </param>
    /// <returns>The adapter.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">What is declared cannot be drawn from: the message says what to declare.</exception>
    public static FramerAdapter OverPipe(FramerCapabilities capabilities, Func<PipeReader, FramerOptions, Func<ValueTask<byte[]?>>> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return OfReader(capabilities, canEndWithLastChunk: true, (bytes, options) => Wait(open(new ScriptedPipe(bytes), options)));
    }

    /// <summary>A <see cref="TextReader"/>, whose <see cref="TextReader.ReadLine"/> is tested.</summary>
    /// <param name="capabilities">What it offers; <see cref="FramerCapabilities.Text"/> is the encoding it decodes.</param>
    /// <param name="open">Makes a reader over the stream.</param>
    /// <returns>The adapter.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// No encoding is declared, or what is declared cannot be drawn from: the message says what to declare.
    /// </exception>
    public static FramerAdapter OverTextReader(FramerCapabilities capabilities, Func<Stream, FramerOptions, TextReader> open)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        ArgumentNullException.ThrowIfNull(open);
        if (capabilities.Text is not { } text)
        {
            throw new ArgumentException(
                $"A reader of text decodes one encoding: declare it as {nameof(FramerCapabilities.Text)}.", nameof(capabilities));
        }

        return OverStream(capabilities, (stream, options) =>
        {
            TextReader reader = open(stream, options);
            return () => reader.ReadLine() is { } line ? text.GetBytes(line) : null;
        });
    }

    /// <summary>A decoder that is fed chunk by chunk and calls back with every line.</summary>
    /// <param name="capabilities">What it offers.</param>
    /// <param name="open">Makes a decoder that calls its second argument with every line, without its delimiter.</param>
    /// <returns>The adapter.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">What is declared cannot be drawn from: the message says what to declare.</exception>
    public static FramerAdapter OverDecoder(FramerCapabilities capabilities, Func<FramerOptions, Action<byte[]>, LineDecoder> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return new(
            capabilities,
            options => new DecoderFramer(options, open),
            "A decoder with a callback takes whole chunks.",
            canEndWithLastChunk: true);
    }

    private static FramerAdapter OfReader(
        FramerCapabilities capabilities, bool canEndWithLastChunk, Func<ScriptedBytes, FramerOptions, Func<byte[]?>> open) =>
        new(capabilities, options => new ReaderFramer(options, open), null, canEndWithLastChunk);

    // This blocks only if the reader itself waits for something: the adapter's bytes are available at once.
    private static Func<byte[]?> Wait(Func<ValueTask<byte[]?>> read) => () => read().AsTask().GetAwaiter().GetResult();
}

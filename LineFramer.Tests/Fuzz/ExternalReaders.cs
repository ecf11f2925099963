using LineFraming.Testing;

namespace LineFraming.Tests;

/// <summary>Readers like those of users of the fuzzing program, each with an adapter.</summary>
internal static class ExternalReaders
{
    private static readonly FramerCapabilities Offered = new() { Delimiters = [DelimiterChoice.Lf], Limits = null };

    /// <summary>A correct reader that reads byte by byte.</summary>
    internal static class Right
    {
        private static FramerAdapter Adapter { get; } = FramerAdapter.OverStream(
            Offered, (stream, _) => () => ReadLine(stream, isForgetful: false, out bool _));
    }

    /// <summary>The same reader with a bug: it drops the start of a line up to a NUL.</summary>
    internal static class ForgetsAtNul
    {
        private static readonly FramerAdapter Adapter = FramerAdapter.OverStream(
            Offered, (stream, _) => () => ReadLine(stream, isForgetful: true, out bool _));
    }

    /// <summary>A correct reader that decodes text and reads ahead; properties that it does not offer are not checked.</summary>
    internal static class OfText
    {
        private static FramerAdapter Adapter { get; } = FramerAdapter.OverTextReader(
            new() { Delimiters = [DelimiterChoice.CrLfOrLf], Limits = null, ReadsAhead = true, Text = System.Text.Encoding.UTF8 },
            (stream, _) => new LinesOfText(stream));
    }

    /// <summary>An adapter that throws.</summary>
    internal static class Broken
    {
        private static FramerAdapter Adapter => throw new InvalidOperationException("no adapter today");
    }

    /// <summary>An adapter that throws an exception whose message throws.</summary>
    internal static class BrokenWithoutMessage
    {
        private static FramerAdapter Adapter => throw new NoMessageException();
    }

    private sealed class NoMessageException : Exception
    {
        public override string Message => throw new NotSupportedException();
    }

    private static byte[]? ReadLine(Stream stream, bool isForgetful, out bool isTerminated)
    {
        List<byte> line = [];
        int next = stream.ReadByte();
        isTerminated = false;
        if (next < 0)
        {
            return null;
        }

        for (; next is >= 0 and not '\n'; next = stream.ReadByte())
        {
            line.Add((byte)next);
            if (isForgetful && next == 0)
            {
                line.Clear();
            }
        }

        isTerminated = next == '\n';
        return [.. line];
    }

    // Used in place of StreamReader, which ends a line at a CR too.
    private sealed class LinesOfText(Stream stream) : TextReader
    {
        public override string? ReadLine() =>
            ExternalReaders.ReadLine(stream, isForgetful: false, out bool isTerminated) is not { } line ? null
            : System.Text.Encoding.UTF8.GetString(isTerminated && line is [.., (byte)'\r'] ? line.AsSpan(..^1) : line);
    }
}

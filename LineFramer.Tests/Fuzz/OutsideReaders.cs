using LineFraming.Testing;

namespace LineFraming.Tests;

/// <summary>Readers such as users of the fuzzing program have, each with its adapter.</summary>
internal static class OutsideReaders
{
    private static readonly FramerCapabilities Offered = new() { Delimiters = [DelimiterChoice.Lf], Limits = null };

    /// <summary>Reads byte by byte, and is right.</summary>
    internal static class Right
    {
        private static FramerAdapter Adapter { get; } = FramerAdapter.OverStream(Offered, (stream, _) => () => ReadLine(stream, isForgetful: false, out bool _));
    }

    /// <summary>The same, but of a line with a NUL in it only what follows is returned.</summary>
    internal static class ForgetsAtNul
    {
        private static readonly FramerAdapter Adapter = FramerAdapter.OverStream(Offered, (stream, _) => () => ReadLine(stream, isForgetful: true, out bool _));
    }

    /// <summary>Has a limit, decodes text, reads ahead, and is right: what is not offered is not asked.</summary>
    internal static class OfText
    {
        private static FramerAdapter Adapter { get; } = FramerAdapter.OverTextReader(
            new() { Delimiters = [DelimiterChoice.CrLfOrLf], Limits = null, ReadsAhead = true, Text = System.Text.Encoding.UTF8 },
            (stream, _) => new LinesOfText(stream));
    }

    /// <summary>Cannot be made.</summary>
    internal static class Broken
    {
        private static FramerAdapter Adapter => throw new InvalidOperationException("no adapter today");
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

    // A StreamReader ends a line at a CR too.
    private sealed class LinesOfText(Stream stream) : TextReader
    {
        public override string? ReadLine() => OutsideReaders.ReadLine(stream, isForgetful: false, out bool isTerminated) is not { } line ? null
            : System.Text.Encoding.UTF8.GetString(isTerminated && line is [.., (byte)'\r'] ? line.AsSpan(..^1) : line);
    }
}

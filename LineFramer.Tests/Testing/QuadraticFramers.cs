using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace LineFraming.Tests;

/// <summary>Framers that do quadratic work, each in a way of its own.</summary>
internal static class QuadraticFramers
{
    /// <summary>Appends each chunk to a text, which copies the text.</summary>
    public static Func<ValueTask<byte[]?>> AppendText(Stream stream, bool isElsewhere)
    {
        string text = "";
        byte[] chunk = new byte[4096];
        return async () => isElsewhere ? await Task.Run(Next) : Next();

        byte[]? Next()
        {
            while (!text.EndsWith('\n'))
            {
                int read = stream.Read(chunk);
                text += Encoding.UTF8.GetString(chunk, 0, read);
                if (read == 0)
                {
                    break;
                }
            }

            int end = text.IndexOf('\n', StringComparison.Ordinal);
            string line = end < 0 ? text : text[..end];
            text = end < 0 ? "" : text[(end + 1)..];
            return end < 0 && line.Length == 0 ? null : Encoding.UTF8.GetBytes(line);
        }
    }

    /// <summary>The idiom of the documentation of pipes: every read searches all that is there.</summary>
    public static async ValueTask<byte[]?> ReadByIdiom(PipeReader pipe)
    {
        while (true)
        {
            ReadResult read = await pipe.ReadAsync();
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                byte[] line = read.Buffer.Slice(0, end).ToArray();
                pipe.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            if (read.IsCompleted)
            {
                byte[] rest = read.Buffer.ToArray();
                pipe.AdvanceTo(read.Buffer.End);
                return rest.Length == 0 ? null : rest;
            }

            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Joins what it has with every chunk.</summary>
    public sealed class Joining(Action<byte[]> report)
    {
        private byte[] _buffered = [];

        public void Feed(ReadOnlySpan<byte> chunk, bool isEnd)
        {
            _buffered = [.. _buffered, .. chunk];
            ReadOnlySpan<byte> rest = _buffered;
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0;)
            {
                report(rest[..end].ToArray());
                rest = rest[(end + 1)..];
            }

            if (isEnd && !rest.IsEmpty)
            {
                report(rest.ToArray());
                rest = default;
            }

            _buffered = rest.ToArray();
        }
    }

    /// <summary>Searches and copies nothing again, but moves all that is left to the front after every line.</summary>
    public sealed class Shifting(Action<byte[]> report)
    {
        private readonly List<byte> _buffered = [];
        private int _searched;

        public void Feed(ReadOnlySpan<byte> chunk, bool isEnd)
        {
            _buffered.AddRange(chunk);
            for (int end; (end = _buffered.IndexOf((byte)'\n', _searched)) >= 0;)
            {
                report([.. _buffered[..end]]);
                _buffered.RemoveRange(0, end + 1);
                _searched = 0;
            }

            _searched = _buffered.Count;
            if (isEnd && _searched > 0)
            {
                report([.. _buffered]);
            }
        }
    }
}

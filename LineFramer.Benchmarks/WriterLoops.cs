using System.Buffers;

namespace LineFraming.Benchmarks;

/// <summary>The ways to write the lines of an input, which are found beforehand.</summary>
internal sealed class WriterLoops
{
    private readonly ArrayBufferWriter<byte> _output;

    private readonly LineInput _input;

    // Where each line begins, and one more: where one after the last would.
    private readonly List<int> _starts = [0];

    public WriterLoops(LineInput input)
    {
        _input = input;
        _output = new ArrayBufferWriter<byte>(input.Bytes.Length);
        LineFramer framer = new(LineDelimiter.CrLf, input.Bytes.Length);
        LineReader reader = framer.Read(input.Bytes);
        while (reader.TryRead(out _))
        {
            _starts.Add((int)framer.BytesConsumed);
        }
    }

    /// <summary>This project: content that would be read back as anything but that line is rejected.</summary>
    public Tally WriteLine() => Write(static (output, content) => output.WriteLine(content, LineDelimiter.CrLf));

    /// <summary>Content and delimiter, and no look at either.</summary>
    public Tally Copy() => Write(static (output, content) =>
    {
        output.Write(content);
        output.Write("\r\n"u8);
    });

    private Tally Write(Action<IBufferWriter<byte>, ReadOnlySpan<byte>> write)
    {
        Tally tally = default;
        _output.ResetWrittenCount();
        for (int i = 1; i < _starts.Count; i++)
        {
            ReadOnlySpan<byte> content = _input.Bytes.AsSpan(_starts[i - 1].._starts[i])[..^2];
            write(_output, content);
            tally = tally.With(content.Length);
        }

        return _output.WrittenCount == _starts[^1] ? tally : default;
    }
}

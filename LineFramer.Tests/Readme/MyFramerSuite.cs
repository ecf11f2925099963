using System.Runtime.InteropServices;
using LineFraming.Fuzz;

namespace LineFraming.Tests;

internal sealed class MyFramerSuite : FramerSuite
{
    protected override IFramer Create(FramerOptions options) => new MyFramer(options.Delimiter.Strings);

    private sealed class MyFramer(IReadOnlyList<byte[]> delimiters) : IFramer
    {
        private readonly List<byte> _line = [];
        private long _offset;

        public bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
        {
            for (; !chunk.IsEmpty; chunk = chunk[1..])
            {
                _line.Add(chunk[0]);
                ReadOnlySpan<byte> line = CollectionsMarshal.AsSpan(_line);
                foreach (byte[] delimiter in delimiters)
                {
                    if (line.EndsWith(delimiter))
                    {
                        log.Line(_offset, line[..^delimiter.Length], delimiter);
                        _offset += line.Length;
                        _line.Clear();
                        chunk = chunk[1..];
                        return true;
                    }
                }
            }

            return false;
        }

        public bool TryReadRest(EventLog log)
        {
            if (_line.Count == 0)
            {
                return false;
            }

            log.Line(_offset, CollectionsMarshal.AsSpan(_line), default);
            _line.Clear();
            return true;
        }
    }
}

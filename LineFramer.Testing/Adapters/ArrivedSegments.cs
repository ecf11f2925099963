using System.Buffers;

namespace LineFraming.Testing;

/// <summary>
/// The bytes of a pipe that have arrived and are not consumed, in segments as a real pipe has them: a delimiter may lie across two
/// of them, and what was consumed is overwritten, because a real pipe returns its memory to a pool.
/// </summary>
internal sealed class ArrivedSegments
{
    // So many arrivals are segments of their own. Those after them fill blocks, as in a real pipe, or a long line in chunks of one
    // byte would be a list of as many segments.
    private const int OwnSegments = 16;
    private const int BlockLength = 4096;

    // In none of the named delimiters, so it is read as content, and differs from what was there.
    private const byte Overwritten = 0xDD;

    private Segment? _first;
    private Segment? _last;
    private int _start;
    private int _made;

    /// <summary>All that is there, as a sequence.</summary>
    public ReadOnlySequence<byte> All => _first is null || _last is null
        ? ReadOnlySequence<byte>.Empty
        : new ReadOnlySequence<byte>(_first, _start, _last, _last.Memory.Length);

    /// <summary>Adds a chunk that has arrived.</summary>
    public void Add(ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            if (_last is null || _made < OwnSegments || _last.Room == 0)
            {
                Segment segment = new(_made < OwnSegments ? chunk.Length : BlockLength, _last);
                _made++;
                _last = segment;
                _first ??= segment;
            }

            int taken = Math.Min(_last.Room, chunk.Length);
            _last.Append(chunk[..taken]);
            chunk = chunk[taken..];
        }
    }

    /// <summary>Removes bytes from the start, and overwrites them.</summary>
    public void Remove(int count)
    {
        while (count > 0)
        {
            Segment first = _first!;
            int removed = Math.Min(count, first.Memory.Length - _start);
            first.Overwrite(_start, removed);
            _start += removed;
            count -= removed;
            if (_start == first.Memory.Length)
            {
                _first = first.Following;
                _last = _first is null ? null : _last;
                _start = 0;
            }
        }
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        private readonly byte[] _bytes;

        public Segment(int capacity, Segment? before)
        {
            _bytes = new byte[capacity];
            Memory = _bytes.AsMemory(0, 0);
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }

        public int Room => _bytes.Length - Memory.Length;

        public Segment? Following => (Segment?)Next;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_bytes.AsSpan(Memory.Length));
            Memory = _bytes.AsMemory(0, Memory.Length + bytes.Length);
        }

        public void Overwrite(int start, int length) => _bytes.AsSpan(start, length).Fill(Overwritten);
    }
}

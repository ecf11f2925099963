using System.Buffers;

namespace LineFraming.Benchmarks;

/// <summary>A chunk as a link of a sequence, as pipes have them.</summary>
internal sealed class ChunkSegment : ReadOnlySequenceSegment<byte>
{
    private ChunkSegment(ReadOnlyMemory<byte> chunk, long runningIndex)
    {
        Memory = chunk;
        RunningIndex = runningIndex;
    }

    /// <summary>The sequence of all chunks.</summary>
    public static ReadOnlySequence<byte> Link(IEnumerable<byte[]> chunks) => chunks.Aggregate(ReadOnlySequence<byte>.Empty, Append);

    /// <summary>The sequence of what is left of one and of a further chunk.</summary>
    public static ReadOnlySequence<byte> Append(ReadOnlySequence<byte> rest, byte[] chunk)
    {
        ChunkSegment added = new(chunk, 0);
        if (rest.IsEmpty)
        {
            return new ReadOnlySequence<byte>(added, 0, added, chunk.Length);
        }

        ChunkSegment last = (ChunkSegment)rest.End.GetObject()!;
        added.RunningIndex = last.RunningIndex + last.Memory.Length;
        last.Next = added;
        return new ReadOnlySequence<byte>((ChunkSegment)rest.Start.GetObject()!, rest.Start.GetInteger(), added, chunk.Length);
    }
}

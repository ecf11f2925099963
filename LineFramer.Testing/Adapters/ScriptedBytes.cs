namespace LineFraming.Testing;

/// <summary>
/// The bytes of a stream as they arrive, chunk by chunk, whenever a reader asks for more. A size of 0 is no chunk here. If
/// the stream is not ended, a reader that waits for more is starved.
/// </summary>
internal sealed class ScriptedBytes(byte[] stream, int[] chunkSizes, bool isEnded, bool endsWithLastChunk)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private ChunkSizeCycle _sizes = new(chunkSizes);

    /// <summary>How many bytes have arrived.</summary>
    public int Arrived { get; private set; }

    /// <summary>How many bytes the reader has consumed.</summary>
    public int Consumed { get; set; }

    /// <summary>Whether the reader knows that the stream has ended.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether the reader waits for bytes that do not come.</summary>
    public bool IsStarved { get; private set; }

    /// <summary>Whether the reader has asked for bytes on another thread than the one it was made on.</summary>
    public bool IsReadElsewhere { get; private set; }

    /// <summary>The bytes that have arrived and are not consumed.</summary>
    public ReadOnlyMemory<byte> Unread => stream.AsMemory(Consumed, Arrived - Consumed);

    /// <summary>Lets the next chunk arrive, or the end.</summary>
    /// <exception cref="EndOfStreamException">Nothing more comes, and the stream does not end: the reader is starved.</exception>
    public void Arrive()
    {
        IsReadElsewhere |= Environment.CurrentManagedThreadId != _thread;
        if (Arrived == stream.Length)
        {
            IsStarved |= !isEnded;
            HasEnded |= isEnded;
            if (IsStarved)
            {
                throw new EndOfStreamException("Nothing more comes for now; the run ends here.");
            }

            return;
        }

        int size = 0;
        while (size == 0)
        {
            size = Math.Min(_sizes.Next(), stream.Length - Arrived);
        }

        Arrived += size;
        HasEnded |= isEnded && endsWithLastChunk && Arrived == stream.Length;
    }
}

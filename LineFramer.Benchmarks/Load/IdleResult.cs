namespace LineFraming.Benchmarks;

/// <summary>
/// What idle connections cost: the server's resident bytes and the bytes in use on its managed heap, before them and with
/// them.
/// </summary>
internal sealed record IdleResult(int Connections, long EmptyMemory, long Memory, long EmptyHeap, long Heap)
{
    /// <summary>Resident bytes a connection.</summary>
    public double MemoryEach => (double)(Memory - EmptyMemory) / Connections;

    /// <summary>Bytes in use on the managed heap a connection.</summary>
    public double HeapEach => (double)(Heap - EmptyHeap) / Connections;
}

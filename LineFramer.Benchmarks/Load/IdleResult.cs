namespace LineFraming.Benchmarks;

/// <summary>What connections cost that say nothing.</summary>
/// <param name="Connections">How many.</param>
/// <param name="EmptyMemory">The server's resident bytes before them.</param>
/// <param name="Memory">The server's resident bytes with them.</param>
/// <param name="EmptyHeap">The bytes in use on its managed heap before them.</param>
/// <param name="Heap">The bytes in use on its managed heap with them.</param>
internal sealed record IdleResult(int Connections, long EmptyMemory, long Memory, long EmptyHeap, long Heap)
{
    /// <summary>Resident bytes a connection.</summary>
    public double MemoryEach => (double)(Memory - EmptyMemory) / Connections;

    /// <summary>Bytes in use on the managed heap a connection.</summary>
    public double HeapEach => (double)(Heap - EmptyHeap) / Connections;
}

using System.Runtime.InteropServices;

namespace LineFraming.FuzzEngine;

/// <summary>
/// The counters of one instrumented assembly, one byte for each basic block that is counted, in native memory that is
/// never moved nor freed: their addresses stand in the code.
/// </summary>
internal sealed unsafe class CoverageMap
{
    // libFuzzer looks at counters page by page.
    private const int PageSize = 4096;
    private const nuint IsEntry = 1;
    private const int PcStep = 16;

    // Each assembly's made-up program counters are apart from every other's, and none is 0.
    private const long PcsApart = 1L << 32;
    private static long _nextPc;

    /// <summary>Makes the counters, all zero.</summary>
    public CoverageMap(IReadOnlyList<bool> isMethodEntry, IReadOnlyList<BlockSource> sources)
    {
        Sources = sources;
        Count = isMethodEntry.Count;
        nuint bytes = (nuint)((Count + PageSize) / PageSize * PageSize);
        Counters = (byte*)NativeMemory.AlignedAlloc(bytes, PageSize);
        NativeMemory.Clear(Counters, bytes);

        // Pairs of a program counter and a flag, as clang lays them out.
        Pcs = (nuint*)NativeMemory.AllocZeroed((nuint)((2 * Count) + 2), (nuint)sizeof(nuint));
        nuint pc = (nuint)Interlocked.Add(ref _nextPc, PcsApart);
        for (int i = 0; i < Count; i++)
        {
            Pcs[2 * i] = pc + (nuint)(PcStep * i);
            Pcs[(2 * i) + 1] = isMethodEntry[i] ? IsEntry : 0;
        }
    }

    /// <summary>How many blocks are counted.</summary>
    public int Count { get; }

    /// <summary>Where they are in the source.</summary>
    public IReadOnlyList<BlockSource> Sources { get; }

    /// <summary>How far apart the program counters of two blocks are.</summary>
    public static nuint StepOfPcs => PcStep;

    /// <summary>The first counter.</summary>
    public byte* Counters { get; }

    /// <summary>The table of program counters.</summary>
    public nuint* Pcs { get; }

    /// <summary>The counters as they are now.</summary>
    /// <returns>A copy.</returns>
    public byte[] ToArray() => new ReadOnlySpan<byte>(Counters, Count).ToArray();

    /// <summary>Sets every counter to zero.</summary>
    public void Clear() => new Span<byte>(Counters, Count).Clear();
}

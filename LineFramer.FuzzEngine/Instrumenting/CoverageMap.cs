using System.Runtime.InteropServices;

namespace LineFraming.FuzzEngine;

/// <summary>
/// The counters of one instrumented assembly, one byte for each counted basic block. They are in native memory that is neither
/// moved nor freed, because the rewritten code contains their addresses.
/// </summary>
internal sealed unsafe class CoverageMap
{
    // libFuzzer processes counters page by page.
    private const int PageSize = 4096;
    private const nuint IsEntry = 1;
    private const int PcStep = 16;

    // The artificial program counters of different assemblies do not overlap, and none is 0.
    private const long PcsPerMap = 1L << 32;
    private static long _nextPc;

    /// <summary>Makes the counters, all zero.</summary>
    public CoverageMap(IReadOnlyList<bool> isMethodEntry, IReadOnlyList<BlockSource> sources)
    {
        Sources = sources;
        Count = isMethodEntry.Count;
        nuint bytes = (nuint)((Count + PageSize) / PageSize * PageSize);
        Counters = (byte*)NativeMemory.AlignedAlloc(bytes, PageSize);
        NativeMemory.Clear(Counters, bytes);

        // Pairs of a program counter and a flag, in the layout of clang.
        Pcs = (nuint*)NativeMemory.AllocZeroed((nuint)((2 * Count) + 2), (nuint)sizeof(nuint));
        nuint pc = (nuint)Interlocked.Add(ref _nextPc, PcsPerMap);
        for (int i = 0; i < Count; i++)
        {
            Pcs[2 * i] = pc + (nuint)(PcStep * i);
            Pcs[(2 * i) + 1] = isMethodEntry[i] ? IsEntry : 0;
        }
    }

    /// <summary>The number of counted blocks.</summary>
    public int Count { get; }

    /// <summary>The source locations of the counted blocks.</summary>
    public IReadOnlyList<BlockSource> Sources { get; }

    /// <summary>The distance between the program counters of two consecutive blocks.</summary>
    public static nuint StepOfPcs => PcStep;

    /// <summary>The first counter.</summary>
    public byte* Counters { get; }

    /// <summary>The table of program counters.</summary>
    public nuint* Pcs { get; }

    /// <summary>Copies the counters.</summary>
    public byte[] ToArray() => new ReadOnlySpan<byte>(Counters, Count).ToArray();

    /// <summary>Sets every counter to zero.</summary>
    public void Clear() => new Span<byte>(Counters, Count).Clear();
}

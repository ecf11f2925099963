using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LineFraming.FuzzEngine;

/// <summary>
/// The counters of a method's assemblies, in a file that the process which runs the inputs maps: what was counted stays, however
/// that process ends.
/// </summary>
internal static unsafe class LineCounters
{
    /// <summary>What is counted, an assembly each, in the order of the file.</summary>
    /// <exception cref="IOException">An assembly cannot be read.</exception>
    public static IReadOnlyList<LineTable> TablesOf(FuzzMethod method) => [.. Rewritten(method, 0).Values.Cast<CountedAssembly>().Select(counted => counted.Lines)];

    /// <summary>Makes a file with every counter 0.</summary>
    public static void Create(string file, IReadOnlyList<LineTable> tables)
    {
        using SafeFileHandle made = File.OpenHandle(file, FileMode.Create, FileAccess.Write);
        RandomAccess.SetLength(made, Math.Max(tables.Sum(table => table.Count), 1) * (long)sizeof(uint));
    }

    /// <summary>What was counted in each assembly.</summary>
    public static IReadOnlyList<uint[]> Read(string file, IReadOnlyList<LineTable> tables)
    {
        ReadOnlySpan<uint> all = MemoryMarshal.Cast<byte, uint>(File.ReadAllBytes(file));
        List<uint[]> counts = [];
        foreach (LineTable table in tables)
        {
            counts.Add(all[..table.Count].ToArray());
            all = all[table.Count..];
        }

        return counts;
    }

    /// <summary>Loads a method over assemblies that count into a file, for as long as this process lives.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static InstrumentedTarget Load(FuzzMethod method, string file)
    {
        // Neither is ever closed: their addresses stand in the code.
        MemoryMappedFile mapped = MemoryMappedFile.CreateFromFile(file, FileMode.Open);
        byte* counters = null;
        mapped.CreateViewAccessor().SafeMemoryMappedViewHandle.AcquirePointer(ref counters);
        return new(method, Rewritten(method, (nint)counters));
    }

    private static Dictionary<string, RewrittenAssembly> Rewritten(FuzzMethod method, nint counters)
    {
        nint next = counters;
        return InstrumentedTarget.Rewritten(method, (path, includes) =>
        {
            CountedAssembly counted = LineInstrumenter.Rewrite(path, includes, next);
            next += counted.Lines.Count * sizeof(uint);
            return counted;
        });
    }
}

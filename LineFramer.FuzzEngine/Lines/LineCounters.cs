using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LineFraming.FuzzEngine;

/// <summary>
/// The line counters of a method's assemblies, in a file that is mapped into the process that runs the inputs. The counts
/// survive, however that process ends.
/// </summary>
internal static unsafe class LineCounters
{
    /// <summary>Lists the counters of each assembly, in the order of the file.</summary>
    /// <exception cref="IOException">An assembly cannot be read.</exception>
    public static IReadOnlyList<LineTable> TablesOf(FuzzMethod method) =>
        [.. Rewritten(method, 0).Values.Cast<CountedAssembly>().Select(counted => counted.Lines)];

    /// <summary>Creates the file with all counters 0.</summary>
    public static void Create(string file, IReadOnlyList<LineTable> tables)
    {
        using SafeFileHandle made = File.OpenHandle(file, FileMode.Create, FileAccess.Write);
        RandomAccess.SetLength(made, Math.Max(tables.Sum(table => table.Count), 1) * (long)sizeof(uint));
    }

    /// <summary>Reads the counts of each assembly.</summary>
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

    /// <summary>Loads a method with assemblies that count into a file until this process ends.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static InstrumentedTarget Load(FuzzMethod method, string file)
    {
        // Neither is ever closed, because the rewritten code contains addresses in the mapping.
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

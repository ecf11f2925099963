using System.Runtime.InteropServices;

namespace LineFraming.Fuzz;

/// <summary>The functions that libFuzzer offers to instrumented code, if it is linked into this process.</summary>
internal static unsafe class LibFuzzer
{
    /// <summary>The address of one of the functions, or null where there is no libFuzzer.</summary>
    public static void* Find(string name) =>
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), name, out nint address) ? (void*)address : null;

    /// <summary>Hands over the counters of one assembly, as many made-up program counters, and what to call them.</summary>
    public static void Register(CoverageMap map)
    {
        var addCounters = (delegate* unmanaged[Cdecl]<byte*, byte*, void>)Find("__sanitizer_cov_8bit_counters_init");
        var addPcs = (delegate* unmanaged[Cdecl]<nuint*, nuint*, void>)Find("__sanitizer_cov_pcs_init");
        var addSources = (delegate* unmanaged[Cdecl]<nuint, nuint, nuint, void*, void>)Find("lineframing_fuzz_add_sources");
        if (addCounters == null || addPcs == null || addSources == null)
        {
            throw new InvalidOperationException("There is no libFuzzer in this process.");
        }

        if (map.Count == 0)
        {
            return;
        }

        addSources(map.Pcs[0], CoverageMap.StepOfPcs, (nuint)map.Count, NativeSources.Copy(map.Sources));
        addCounters(map.Counters, map.Counters + map.Count);
        addPcs(map.Pcs, map.Pcs + (2 * map.Count));
    }
}

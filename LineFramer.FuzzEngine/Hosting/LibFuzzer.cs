using System.Runtime.InteropServices;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>The functions of libFuzzer and of the native host, if they are linked into this process.</summary>
internal static unsafe class LibFuzzer
{
    private static readonly delegate* unmanaged[Cdecl]<byte*, nuint, void> ReportFunction =
        (delegate* unmanaged[Cdecl]<byte*, nuint, void>)Find("lineframing_fuzz_report");

    private static readonly delegate* unmanaged[Cdecl]<void> HoldFunction =
        (delegate* unmanaged[Cdecl]<void>)Find("lineframing_fuzz_hold_timer");

    private static readonly delegate* unmanaged[Cdecl]<void> ReleaseFunction =
        (delegate* unmanaged[Cdecl]<void>)Find("lineframing_fuzz_release_timer");

    /// <summary>Finds the address of a function; null if this process has no libFuzzer.</summary>
    public static void* Find(string name) =>
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), name, out nint address) ? (void*)address : null;

    /// <summary>
    /// Writes to the session. It does not use the console, which a target may replace or close, and which needs descriptors.
    /// </summary>
    public static void Report(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* first = bytes)
        {
            if (ReportFunction != null)
            {
                ReportFunction(first, (nuint)bytes.Length);
            }
        }
    }

    /// <summary>Stops the timer of the running input.</summary>
    public static void HoldTimer()
    {
        if (HoldFunction != null)
        {
            HoldFunction();
        }
    }

    /// <summary>Starts the timer again.</summary>
    public static void ReleaseTimer()
    {
        if (ReleaseFunction != null)
        {
            ReleaseFunction();
        }
    }

    /// <summary>Registers the counters of one assembly, with artificial program counters and their source locations.</summary>
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

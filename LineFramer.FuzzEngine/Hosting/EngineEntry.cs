using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LineFraming.FuzzEngine;

/// <summary>The entry points of the native host. No exception may leave them; they return a value other than 0 instead.</summary>
[StackTraceHidden]
internal static unsafe class EngineEntry
{
    private static ReportingTarget? _target;

    /// <summary>
    /// Loads the target that the environment names and registers its counters; returns 0, or 1 after reporting the failure.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Start()
    {
        try
        {
            _target = new ReportingTarget(method => new InstrumentedTarget(method), LibFuzzer.Report);
            foreach (CoverageMap map in _target.Coverage)
            {
                LibFuzzer.Register(map);
            }

            return 0;
        }
#pragma warning disable CA1031 // Native code cannot catch an exception.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LibFuzzer.Report(ReportingTarget.LoadFailureLine(failure));
            return 1;
        }
    }

    /// <summary>Runs one input; returns 0, or 1 after reporting an exception that is to end the session.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Run(byte* data, nuint length)
    {
        ReadOnlySpan<byte> input = new(data, (int)length);
        if (_target!.FailureOf(input) is not { } finding)
        {
            return 0;
        }

        _target.Report(input, finding);
        return 1;
    }

    /// <summary>Reports what is left to report before the process ends normally.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Finish() => _target?.Finish();
}

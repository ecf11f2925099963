using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LineFraming.FuzzEngine;

/// <summary>What the native host calls. No exception may leave these methods; they return other than 0 instead.</summary>
[StackTraceHidden]
internal static unsafe class EngineEntry
{
    private static ReportingTarget? _target;

    /// <summary>Instruments and loads what the environment names, and registers it with libFuzzer.</summary>
    /// <returns>0, or 1 if that cannot be done; why is reported.</returns>
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
#pragma warning disable CA1031 // Nothing native can catch it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LibFuzzer.Report(ReportingTarget.WhyNotLoaded(failure));
            return 1;
        }
    }

    /// <summary>Runs one input.</summary>
    /// <returns>0, or 1 if an exception left the target that ends the session; it is reported.</returns>
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

    /// <summary>The process ends in order.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Finish() => _target?.Finish();
}

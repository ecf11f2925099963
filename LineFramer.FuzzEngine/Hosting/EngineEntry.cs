using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>What the native host calls. No exception may leave these methods; they return other than 0 instead.</summary>
internal static unsafe class EngineEntry
{
    private static InstrumentedTarget? _target;

    /// <summary>Instruments and loads what the environment names, and registers it with libFuzzer.</summary>
    /// <returns>0, or 1 if that cannot be done; why is reported.</returns>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Start()
    {
        try
        {
            WarmUp();
            _target = new InstrumentedTarget(FuzzMethod.OfEnvironment());
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
            Exception cause = failure.GetBaseException();
            LibFuzzer.Report($"==ERROR: the target cannot be loaded: {cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}\n");
            return 1;
        }
    }

    /// <summary>Runs one input.</summary>
    /// <param name="data">Its bytes.</param>
    /// <param name="length">How many.</param>
    /// <returns>0, or 1 if an exception left the target; it is reported.</returns>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Run(byte* data, nuint length)
    {
        try
        {
            _target!.Run(new ReadOnlySpan<byte>(data, (int)length));
            return 0;
        }
#pragma warning disable CA1031 // Whatever leaves a target is a finding.
        catch (Exception finding)
#pragma warning restore CA1031
        {
            // A message has whatever lines the target put into it, none of which is libFuzzer's.
            LibFuzzer.Report($"==ERROR: an exception left the target\n{FuzzerOutput.Quoted}{finding.ToString().ReplaceLineEndings($"\n{FuzzerOutput.Quoted}")}\n");
            return 1;
        }
    }

    // What shows an exception is loaded when the first one is shown, which cannot be done once a target has used up all
    // descriptors.
    private static void WarmUp()
    {
        try
        {
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException shown)
        {
            _ = Encoding.UTF8.GetBytes(shown.ToString());
        }
    }
}

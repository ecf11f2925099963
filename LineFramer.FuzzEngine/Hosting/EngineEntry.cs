using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>What the native host calls. No exception may leave these methods; they return other than 0 instead.</summary>
[StackTraceHidden]
internal static unsafe class EngineEntry
{
    private static InstrumentedTarget? _target;
    private static KeptFindings? _kept;

    /// <summary>Instruments and loads what the environment names, and registers it with libFuzzer.</summary>
    /// <returns>0, or 1 if that cannot be done; why is reported.</returns>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Start()
    {
        try
        {
            WarmUp();
            AppDomain.CurrentDomain.UnhandledException += (_, unhandled) => ReportUnhandled(unhandled.ExceptionObject);
            _target = new InstrumentedTarget(FuzzMethod.OfEnvironment());
            _kept = KeptFindings.OfEnvironment(LibFuzzer.Report, (input, finding) => OnFreshCode(input, finding));
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
    /// <returns>0, or 1 if an exception left the target that ends the session; it is reported.</returns>
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
            ReadOnlySpan<byte> input = new(data, (int)length);
            if (_kept is not null)
            {
                _kept.Add(input, finding);
                return 0;
            }

            LibFuzzer.Report(FindingReport.Of(OnFreshCode(input, finding)));
            return 1;
        }
    }

    /// <summary>The process ends in order.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Finish() => _kept?.Finish();

    // Code that has run often is compiled anew, with methods inlined, and their frames are gone. A copy that has never run has
    // all frames, so a finding is known by the same ones whenever it is made. If the copy does not throw the same, such as
    // because earlier inputs changed a state that it lacks, the exception is reported as it was.
    private static Exception OnFreshCode(ReadOnlySpan<byte> input, Exception finding)
    {
        EventHandler reportFirst = (_, _) => LibFuzzer.Report(FindingReport.Of(finding));
        AppDomain.CurrentDomain.ProcessExit += reportFirst;
        try
        {
            new InstrumentedTarget(FuzzMethod.OfEnvironment(), isPlain: true).Run(input);
            return finding;
        }
#pragma warning disable CA1031 // Whatever it is, there is a finding to report.
        catch (Exception again)
#pragma warning restore CA1031
        {
            return again.GetType().FullName == finding.GetType().FullName && again.Message == finding.Message ? again : finding;
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= reportFirst;
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
            _ = Encoding.UTF8.GetBytes(FindingReport.Of(shown));
        }
    }

    // An exception that leaves another thread ends the process by a signal, whose line libFuzzer's report would begin with.
    private static void ReportUnhandled(object thrown)
    {
        if (thrown is Exception exception)
        {
            LibFuzzer.Report(FindingReport.Of(exception));
        }
    }
}

using System.Diagnostics;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>The target of a process of a session, which the environment names: it runs inputs and reports what leaves it.</summary>
[StackTraceHidden]
internal sealed class ReportingTarget
{
    private readonly InstrumentedTarget _target;
    private readonly KeptFindings? _kept;
    private readonly Action<string> _report;

    /// <summary>Loads the target.</summary>
    public ReportingTarget(Func<FuzzMethod, InstrumentedTarget> load, Action<string> report)
    {
        _report = report;
        WarmUp();
        AppDomain.CurrentDomain.UnhandledException += (_, unhandled) => ReportUnhandled(unhandled.ExceptionObject);
        _target = load(FuzzMethod.OfEnvironment());
        _kept = KeptFindings.OfEnvironment(report, (input, finding) => OnFreshCode(input, finding));
    }

    /// <summary>The counters of what is instrumented.</summary>
    public IReadOnlyList<CoverageMap> Coverage => _target.Coverage;

    /// <summary>Why a target cannot be loaded, as a line for the session.</summary>
    public static string WhyNotLoaded(Exception failure)
    {
        Exception cause = failure.GetBaseException();
        return $"==ERROR: the target cannot be loaded: {cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}\n";
    }

    /// <summary>Runs one input.</summary>
    /// <returns>The exception that left the target, if it is to end the process; null if the process goes on.</returns>
    public Exception? FailureOf(ReadOnlySpan<byte> input)
    {
        try
        {
            _target.Run(input);
            return null;
        }
#pragma warning disable CA1031 // Whatever leaves a target is a finding.
        catch (Exception finding)
#pragma warning restore CA1031
        {
            // What follows is not the input's doing, and takes long where other processes have the processors.
            LibFuzzer.HoldTimer();
            if (_kept is null)
            {
                return finding;
            }

            _kept.Add(input, finding);
            LibFuzzer.ReleaseTimer();
            return null;
        }
    }

    /// <summary>Reports what left the target.</summary>
    public void Report(ReadOnlySpan<byte> input, Exception finding) => _report(FindingReport.Of(OnFreshCode(input, finding)));

    /// <summary>The process ends in order.</summary>
    public void Finish() => _kept?.Finish();

    // Code that has run often is compiled anew, with methods inlined, and their frames are gone. A copy that has never run has
    // all frames, so a finding is known by the same ones whenever it is made. If the copy does not throw the same, such as
    // because earlier inputs changed a state that it lacks, the exception is reported as it was.
    private Exception OnFreshCode(ReadOnlySpan<byte> input, Exception finding)
    {
        EventHandler reportFirst = (_, _) => _report(FindingReport.Of(finding));
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
    private void ReportUnhandled(object thrown)
    {
        if (thrown is Exception exception)
        {
            _report(FindingReport.Of(exception));
        }
    }
}

using System.Diagnostics;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>Runs inputs through the target that the environment names, and reports the exceptions that leave it.</summary>
[StackTraceHidden]
internal sealed class ReportingTarget
{
    // As much as the main thread has where it has much, or a recursion that fits there would end the process here.
    private const int StackSize = 64 << 20;

    private static readonly TimeSpan LongestFreshRun = TimeSpan.FromSeconds(10);

    private readonly InstrumentedTarget _target;
    private readonly FindingDeduplicator? _kept;
    private readonly Action<string> _report;

    /// <summary>Loads the target.</summary>
    public ReportingTarget(Func<FuzzMethod, InstrumentedTarget> load, Action<string> report)
    {
        _report = report;
        WarmUp();
        AppDomain.CurrentDomain.UnhandledException += (_, unhandled) => ReportUnhandled(unhandled.ExceptionObject);
        _target = load(FuzzMethod.OfEnvironment());
        _kept = FindingDeduplicator.OfEnvironment(report, (input, finding) => OnFreshCode(input, finding));
    }

    /// <summary>The counters of the instrumented assemblies.</summary>
    public IReadOnlyList<CoverageMap> Coverage => _target.Coverage;

    /// <summary>Formats the line that reports to the session why a target cannot be loaded.</summary>
    public static string LoadFailureLine(Exception failure)
    {
        Exception cause = failure.GetBaseException();
        return $"==ERROR: the target cannot be loaded: {cause.GetType().Name}: {FindingReport.MessageOf(cause).ReplaceLineEndings(" ")}\n";
    }

    /// <summary>Runs one input and returns the exception that is to end the process; null if the process continues.</summary>
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
            // The input is not responsible for the time that follows, which is long on a busy machine.
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

    /// <summary>Reports an exception that left the target.</summary>
    public void Report(ReadOnlySpan<byte> input, Exception finding) => _report(FindingReport.Of(OnFreshCode(input, finding)));

    /// <summary>Reports what is left to report before the process ends normally.</summary>
    public void Finish() => _kept?.Finish();

    // The runtime recompiles code that has run often and inlines methods, whose frames then disappear. A fresh copy of the target
    // has all frames, so a finding always has the same ones. If the copy does not throw the same exception, for example because
    // it lacks the state that earlier inputs left, the original exception is reported.
    private Exception OnFreshCode(ReadOnlySpan<byte> input, Exception finding)
    {
        EventHandler reportOriginal = (_, _) => _report(FindingReport.Of(finding));
        AppDomain.CurrentDomain.ProcessExit += reportOriginal;
        try
        {
            byte[] copy = input.ToArray();
            return InTime(() => FailureOnFreshCode(copy)) is { } again
                && again.GetType().FullName == finding.GetType().FullName
                && FindingReport.MessageOf(again) == FindingReport.MessageOf(finding) ? again : finding;
        }
#pragma warning disable CA1031 // There is a finding to report, even if no thread can be started.
        catch (Exception)
#pragma warning restore CA1031
        {
            return finding;
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= reportOriginal;
        }
    }

    // Caught here, where frames are hidden, and not in a lambda, whose frame would be one of the finding's.
    private static Exception? FailureOnFreshCode(byte[] input)
    {
        try
        {
            new InstrumentedTarget(FuzzMethod.OfEnvironment(), isPlain: true).Run(input);
            return null;
        }
#pragma warning disable CA1031 // There is a finding to report, whatever the second run throws.
        catch (Exception again)
#pragma warning restore CA1031
        {
            return again;
        }
    }

    // On a thread of its own, because a target may not return. Null if it does not.
    private static Exception? InTime(Func<Exception?> run)
    {
        Exception? failure = null;
        Thread running = new(() => failure = run(), StackSize) { IsBackground = true };
        running.Start();
        return running.Join(LongestFreshRun) ? failure : null;
    }

    // Formatting the first exception loads assemblies, which is not possible once a target has used up all descriptors.
    private static void WarmUp()
    {
        try
        {
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException shown)
        {
            _ = Encoding.UTF8.GetBytes(FindingReport.Of(shown));
            _ = InTime(() => shown);
        }
    }

    // An unhandled exception on another thread ends the process by a signal; without this, the report would begin with the signal.
    private void ReportUnhandled(object thrown)
    {
        if (thrown is Exception exception)
        {
            _report(FindingReport.Of(exception));
        }
    }
}

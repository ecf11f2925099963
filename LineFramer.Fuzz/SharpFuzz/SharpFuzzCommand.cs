using System.CommandLine;
using SharpFuzz;

namespace LineFraming.Fuzz;

/// <summary>
/// The command that a driver of SharpFuzz's starts: it takes inputs by SharpFuzz's protocol. In a session it runs the target that
/// the session names, over instrumented copies; without one, a target of this program, over assemblies that somebody instrumented
/// where they are.
/// </summary>
internal static class SharpFuzzCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "sharpfuzz";

    private const string TargetVariable = "LINEFRAMING_FUZZ_TARGET";

    // One of those by which a driver says where the inputs are.
    private const string DriverVariable = "__LIBFUZZER_SHM_ID";

    /// <summary>The command.</summary>
    public static Command Create(TextWriter error)
    {
        Command run = new(Name, $"What a libFuzzer driver of SharpFuzz's is to start, such as the one that driver prints: runs the target that {TargetVariable} names.");
        run.SetAction(_ => Environment.GetEnvironmentVariable(SharpFuzzProgram.CopiesVariable) is { Length: > 0 } copies ? RunInSession(copies) : RunTarget(error));
        return run;
    }

    private static int RunInSession(string copies)
    {
        // What these end is not the input's doing: the driver gets them too.
        using IgnoredSignals signals = new();
        Action<string> report = HostChannel.ReportOfEnvironment();
        SpareMap.Use();
        try
        {
            RunInputs(new ReportingTarget(method => InstrumentedTarget.OverCopies(method, copies), report));
        }
#pragma warning disable CA1031 // Whatever it is, the session reports it in one line.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            report(ReportingTarget.WhyNotLoaded(failure));
            return FuzzJob.NotStarted;
        }

        // Threads that the target left would hold up a return.
        Environment.Exit(FuzzExitCode.Nothing);
        return FuzzExitCode.Nothing;
    }

    private static void RunInputs(ReportingTarget target)
    {
        byte[] failing = [];
        Exception? finding = null;
        Fuzzer.LibFuzzer.Run(input =>
        {
            finding = target.FailureOf(input);
            if (finding is not null)
            {
                failing = input.ToArray();
                AnswerThatItFails();
            }
        });

        // The driver has its answer by now, and waits; its map is gone.
        SpareMap.Use();
        if (finding is not null)
        {
            target.Report(failing, finding);
        }

        target.Finish();
    }

    // SharpFuzz knows a failure by an exception, and prints it.
    private static void AnswerThatItFails()
    {
        SpareMap.Use();
        Console.SetError(TextWriter.Null);
        throw new InvalidOperationException("The input fails.");
    }

    private static int RunTarget(TextWriter error)
    {
        string? name = Environment.GetEnvironmentVariable(TargetVariable);
        FuzzTarget? target = FuzzCommandLine.WithPlanted.FirstOrDefault(known => known.Name == name);
        string? wrong = target is null ? $"{TargetVariable} must name a target: {FuzzCommandLine.NotATarget(name)}"
            : Environment.GetEnvironmentVariable(DriverVariable) is null ? $"{Name} takes its inputs from a libFuzzer driver of SharpFuzz's, which starts it; driver prints the path of one."
            : null;
        if (wrong is not null)
        {
            error.WriteLine(wrong);
            return FuzzExitCode.Rejected;
        }

        Fuzzer.LibFuzzer.Run(input => target!.Run(input));
        return 0;
    }
}

using System.CommandLine;
using SharpFuzz;

namespace LineFraming.Fuzz;

/// <summary>
/// The command that a SharpFuzz driver starts; it receives inputs by SharpFuzz's protocol. In a session it runs the session's
/// target with instrumented copies. Without a session it runs a target of this program, with assemblies that a user instrumented
/// in place.
/// </summary>
internal static class SharpFuzzCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "sharpfuzz";

    private const string TargetVariable = "LINEFRAMING_FUZZ_TARGET";

    // One of the variables with which a driver passes the location of the inputs.
    private const string DriverVariable = "__LIBFUZZER_SHM_ID";

    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter error)
    {
        Command run = new(
            Name,
            $"Runs the target that {TargetVariable} names. A SharpFuzz driver, such as the one that the driver command prints, "
            + "starts this command.");
        run.SetAction(
            _ => Environment.GetEnvironmentVariable(SharpFuzzProgram.CopiesVariable) is { Length: > 0 } copies
                ? RunInSession(copies)
                : RunTarget(error));
        return run;
    }

    private static int RunInSession(string copies)
    {
        // The driver receives these signals too and ends this process; otherwise the input would seem to fail.
        using IgnoredSignals signals = new();
        Action<string> report = HostChannel.ReportOfEnvironment();
        SpareMap.Use();
        try
        {
            RunInputs(new ReportingTarget(method => InstrumentedTarget.OverCopies(method, copies), report));
        }
#pragma warning disable CA1031 // The session reports any failure in one line.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            report(ReportingTarget.LoadFailureLine(failure));
            return FuzzJob.NotStarted;
        }

        // Threads of the target would keep the process alive after a return.
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

        // The driver has its answer and waits; its map is gone.
        SpareMap.Use();
        if (finding is not null)
        {
            target.Report(failing, finding);
        }

        target.Finish();
    }

    // SharpFuzz recognizes a failure by an exception, which it prints.
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
        string? wrong = target is null
            ? $"{TargetVariable} must name a target: {FuzzCommandLine.UnknownTarget(name)}"
            : Environment.GetEnvironmentVariable(DriverVariable) is null
            ? $"{Name} must be started by a SharpFuzz driver, which sends the inputs; the driver command prints the path of one."
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

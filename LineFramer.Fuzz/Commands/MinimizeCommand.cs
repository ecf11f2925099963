using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that minimizes the input of a finding.</summary>
internal static class MinimizeCommand
{
    private const double Seconds = 60;

    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string?> target = new("TARGET")
        {
            Description = "The target that fails; not with --assembly.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Argument<string?> file = new("FILE") { Description = "The input that makes it fail.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> framer = new("--framer") { Description = UserMethodOptions.FramerDescription };
        Option<string?> to = new("--output") { Description = "The file for the smallest input; by default FILE.min." };
        Option<double?> seconds = SecondsOption.Create("The maximum duration.", Seconds);
        Option<bool> install = new("--install")
        {
            Description = "For an input that ends the process: install g++ and libFuzzer if they are missing and needed to build the host.",
        };
        Command minimize = new(
            "minimize",
            $"Makes a failing input as small as possible, as long as it fails in the same way. {FuzzCommandLine.ExitCodes}")
        {
            target, file, framer, to, seconds, install,
        };
        UserMethodOptions own = new();
        own.ToName.Append(own.ToFrame).ToList().ForEach(minimize.Add);
        minimize.SetAction(parsed =>
        {
            try
            {
                FuzzMethod? method = own.Find(parsed);
                ExternalFramer? external = own.FindFramer(parsed, parsed.GetValue(framer));
                (FuzzTarget named, string from) = TargetAndFile(
                    method, parsed.GetValue(target), parsed.GetValue(file), external is null ? parsed.GetValue(framer) : null);
                named = external is null ? named : external.TargetsOver([.. new[] { named }.OfType<LineTarget>()], output).Single();
                Request request = new(
                    named,
                    from,
                    parsed.GetValue(to) ?? $"{from}.min",
                    parsed.GetValue(seconds) ?? Seconds,
                    parsed.GetValue(install));
                Run(request, output);
                return 0;
            }
            catch (FuzzRejectedException rejected)
            {
                error.WriteLine(rejected.Message);
                return rejected.ExitCode;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                error.WriteLine(failure.Message);
                return FuzzExitCode.Rejected;
            }
        });
        return minimize;
    }

    // With --assembly, the argument that is otherwise the target is the file.
    private static (FuzzTarget Target, string File) TargetAndFile(FuzzMethod? own, string? target, string? file, string? framer) =>
        (own, target, file) switch
        {
            (null, { } name, { } path) => (TargetNamed(name, framer), path),
            (not null, { } name, not null) =>
                throw new FuzzRejectedException($"Either a target or --assembly, not both: \"{name}\" and {own.Assembly}."),
            (not null, { } path, null) => framer is null
                ? (UserMethodTarget.Of(own), path)
                : throw new FuzzRejectedException(UserMethodOptions.NoFramer),
            _ => throw new FuzzRejectedException("The input is missing: name TARGET FILE, or --assembly with --method and FILE."),
        };

    private static FuzzTarget TargetNamed(string name, string? framer)
    {
        FuzzTarget target = FuzzCommandLine.WithPlanted.FirstOrDefault(known => known.Name == name)
            ?? throw new FuzzRejectedException(FuzzCommandLine.UnknownTarget(name));
        return framer is null ? target
            : FuzzCommandLine.WrongFramer([target], framer) is { } wrong ? throw new FuzzRejectedException(wrong)
            : ((LineTarget)target).OverMember(framer);
    }

    private static void Run(Request request, TextWriter output)
    {
        byte[] before = File.ReadAllBytes(request.File);
        using TerminationSignals signals = new();
        Minimized minimized = ChildReplay.Run(request.Target, before, signals.Token, TimeSpan.FromSeconds(request.Timeout)) switch
        {
            _ when signals.Token.IsCancellationRequested =>
                throw new FuzzRejectedException("Cancelled before anything was tried.", FuzzExitCode.Incomplete),
            ReplayOutcome.Passes =>
                throw new FuzzRejectedException($"{request.File} does not fail {request.Target.Name}, so there is nothing to minimize."),
            ReplayOutcome.Throws => Exceptions(request, before, output, signals.Token),
            _ => Crashes(request, before, output, signals.Token),
        };

        // Writes the file first, because standard output may have been closed.
        string? writeFailure = TryWrite(request.To, minimized.Input);
        output.WriteLine(
            $"{request.Target.Name}: {before.Length} bytes before, {minimized.Input.Length} after: "
            + $"{request.Target.Describe(minimized.Input)}");
        output.WriteLine(ReportText.Indented(minimized.Failure));
        output.WriteLine($"      input {Escape.Quote(minimized.Input)}");
        if (writeFailure is not null)
        {
            output.WriteLine($"      Base64: {Convert.ToBase64String(minimized.Input)}");
            throw new FuzzRejectedException(
                $"The smallest input could not be written to {request.To}: {writeFailure}", FuzzExitCode.Incomplete);
        }

        output.WriteLine($"      written to {request.To}");
        output.WriteLine($"      run it again: {ThisProgram.Replay(request.Target, request.To)}");
        if (request.Target is LineTarget { External: null })
        {
            output.WriteLine($"      keep it: cp {ShellWord.Quote(request.To)} corpus/{request.Target.Name}/found-NAME");
        }
    }

    private static string? TryWrite(string file, byte[] input)
    {
        try
        {
            File.WriteAllBytes(file, input);
            return null;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return unwritable.Message;
        }
    }

    // Runs the inputs in another process, because one of them may end it.
    private static Minimized Exceptions(Request request, byte[] before, TextWriter output, CancellationToken ending)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(ending);
        timeout.CancelAfter(Timers.Of(request.Seconds));
        using RemoteTarget tried = new(request.Target, timeout.Token);
        InputMinimizer minimizer = new(tried.Target, timeout.Token);
        byte[] smallest = minimizer.Minimize(before);
        using RemoteTarget last = new(request.Target, CancellationToken.None);
        Exception failure = new InputMinimizer(last.Target, CancellationToken.None).FailureOf(smallest)
            ?? throw new FuzzRejectedException($"{request.File} fails {request.Target.Name} only sometimes.", FuzzExitCode.Incomplete);
        output.WriteLine($"{minimizer.Tried} inputs tried{(timeout.IsCancellationRequested ? ", then stopped" : "")}");
        return new(smallest, failure.ToString());
    }

    private static Minimized Crashes(Request request, byte[] before, TextWriter output, CancellationToken ending)
    {
        output.WriteLine(
            $"{request.File} ends the process, so libFuzzer runs each input in a separate process, for up to {request.Seconds} seconds");
        if (request.Timeout < FuzzSession.TimeoutSeconds)
        {
            output.WriteLine($"An input may run for {request.Timeout} s here, and for {FuzzSession.TimeoutSeconds} s in a session");
        }

        HostProgram program = ThisProgram.FindHost(new FuzzFolders(Environment.CurrentDirectory), request.Install, output);
        CrashMinimizer minimizer = new(program, request.Target) { Timeout = request.Timeout };
        string from = Path.GetFullPath(request.File);
        string failure = minimizer.FailureOf(from, ending)
            ?? throw new FuzzRejectedException($"{request.File} does not end a session of {request.Target.Name}.");
        string to = Path.GetTempFileName();
        try
        {
            minimizer.Minimize(from, to, request.Seconds, ending);

            // libFuzzer accepts any crash, so the failure is compared here, even if the command was cancelled meanwhile.
            string? otherFailure = minimizer.FailureOf(to, CancellationToken.None);
            if (ending.IsCancellationRequested)
            {
                output.WriteLine("Stopped early, with the smallest input so far");
            }

            if (otherFailure == failure)
            {
                return new(File.ReadAllBytes(to), failure);
            }

            output.WriteLine(
                $"The smallest input found fails in another way, {otherFailure ?? "only sometimes"}; the input stays as it was");
            return new(before, failure);
        }
        finally
        {
            File.Delete(to);
        }
    }

    private sealed record Minimized(byte[] Input, string Failure);

    private sealed record Request(FuzzTarget Target, string File, string To, double Seconds, bool Install)
    {
        // An input that never returns is tried several times, which must fit into the duration.
        public int Timeout => (int)Math.Clamp(Seconds / 4, 1, FuzzSession.TimeoutSeconds);
    }
}

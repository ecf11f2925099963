using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that makes a finding small enough to read.</summary>
internal static class MinimizeCommand
{
    private const double Seconds = 60;

    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string?> target = new("TARGET") { Description = "The target that fails; not with --assembly.", Arity = ArgumentArity.ZeroOrOne };
        Argument<string?> file = new("FILE") { Description = "The input that it fails on.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> framer = new("--framer") { Description = OwnMethodOptions.FramerDescription };
        Option<string?> to = new("--output") { Description = "Where the smallest input goes; without it, to FILE.min." };
        Option<double?> seconds = SecondsOption.Create("The most it may take.", Seconds);
        Option<bool> install = new("--install")
        {
            Description = "For an input that ends the process: install gcc and libFuzzer if the host has to be built and they are missing.",
        };
        Command minimize = new("minimize", $"Makes an input that fails as small as it gets, as long as it fails the same way. {FuzzCommandLine.ExitCodes}")
        {
            target, file, framer, to, seconds, install,
        };
        OwnMethodOptions own = new();
        own.ToName.Append(own.ToFrame).ToList().ForEach(minimize.Add);
        minimize.SetAction(parsed =>
        {
            try
            {
                FuzzMethod? method = own.Find(parsed);
                OutsideFramer? outside = own.FindFramer(parsed, parsed.GetValue(framer));
                (FuzzTarget named, string from) = TargetAndFile(method, parsed.GetValue(target), parsed.GetValue(file), outside is null ? parsed.GetValue(framer) : null);
                named = outside is null ? named : outside.Under([.. new[] { named }.OfType<LineTarget>()], output).Single();
                Order order = new(
                    named,
                    from,
                    parsed.GetValue(to) ?? $"{from}.min",
                    parsed.GetValue(seconds) ?? Seconds,
                    parsed.GetValue(install));
                Run(order, output);
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

    // What would be the target is the file where there is a method in place of one.
    private static (FuzzTarget Target, string File) TargetAndFile(FuzzMethod? own, string? target, string? file, string? framer) => (own, target, file) switch
    {
        (null, { } name, { } path) => (TargetNamed(name, framer), path),
        (not null, { } name, not null) => throw new FuzzRejectedException($"Either a target or --assembly, not both: \"{name}\" and {own.Assembly}."),
        (not null, { } path, null) => framer is null
            ? (OwnTarget.Of(own), path)
            : throw new FuzzRejectedException(OwnMethodOptions.NoFramer),
        _ => throw new FuzzRejectedException("What is to be minimized is missing: TARGET FILE, or --assembly with --method and FILE."),
    };

    private static FuzzTarget TargetNamed(string name, string? framer)
    {
        FuzzTarget target = FuzzCommandLine.WithPlanted.FirstOrDefault(known => known.Name == name)
            ?? throw new FuzzRejectedException(FuzzCommandLine.NotATarget(name));
        return framer is null ? target
            : FuzzCommandLine.WrongFramer([target], framer) is { } wrong ? throw new FuzzRejectedException(wrong)
            : ((LineTarget)target).Over(BugGallery.All.First(known => known.Name == framer));
    }

    private static void Run(Order order, TextWriter output)
    {
        byte[] before = File.ReadAllBytes(order.File);
        using EndingSignals signals = new();
        Minimized minimized = ChildReplay.Run(order.Target, before, signals.Token, TimeSpan.FromSeconds(order.Timeout)) switch
        {
            _ when signals.Token.IsCancellationRequested => throw new FuzzRejectedException("Ended before anything was tried.", FuzzExitCode.Incomplete),
            ReplayOutcome.Passes => throw new FuzzRejectedException($"{order.File} does not fail {order.Target.Name}, so there is nothing to minimize."),
            ReplayOutcome.Throws => Exceptions(order, before, output, signals.Token),
            _ => Crashes(order, before, output, signals.Token),
        };

        // The file first: standard output may be closed by now.
        string? notWritten = WhyNotWritten(order.To, minimized.Input);
        output.WriteLine($"{order.Target.Name}: {before.Length} bytes before, {minimized.Input.Length} after: {order.Target.Describe(minimized.Input)}");
        output.WriteLine(ReportText.Indented(minimized.Failure));
        output.WriteLine($"      input {Escape.Quote(minimized.Input)}");
        if (notWritten is not null)
        {
            output.WriteLine($"      Base64: {Convert.ToBase64String(minimized.Input)}");
            throw new FuzzRejectedException($"The smallest input could not be written to {order.To}: {notWritten}", FuzzExitCode.Incomplete);
        }

        output.WriteLine($"      written to {order.To}");
        output.WriteLine($"      run it again: {ThisProgram.Replay(order.Target, order.To)}");
        if (order.Target is LineTarget { Outside: null })
        {
            output.WriteLine($"      keep it: cp {ShellWord.Quote(order.To)} corpus/{order.Target.Name}/found-NAME");
        }
    }

    private static string? WhyNotWritten(string file, byte[] input)
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

    // In another process, which an input that is tried may end.
    private static Minimized Exceptions(Order order, byte[] before, TextWriter output, CancellationToken ending)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(ending);
        over.CancelAfter(Timers.Of(order.Seconds));
        using RemoteTarget tried = new(order.Target, over.Token);
        InputMinimizer minimizer = new(tried.Target, over.Token);
        byte[] smallest = minimizer.Minimize(before);
        using RemoteTarget last = new(order.Target, CancellationToken.None);
        Exception failure = new InputMinimizer(last.Target, CancellationToken.None).FailureOf(smallest)
            ?? throw new FuzzRejectedException($"{order.File} fails {order.Target.Name} only now and then.", FuzzExitCode.Incomplete);
        output.WriteLine($"{minimizer.Tried} inputs tried{(over.IsCancellationRequested ? ", then ended" : "")}");
        return new(smallest, failure.ToString());
    }

    private static Minimized Crashes(Order order, byte[] before, TextWriter output, CancellationToken ending)
    {
        output.WriteLine($"{order.File} ends the process, so libFuzzer tries inputs in processes of their own, for up to {order.Seconds} seconds");
        if (order.Timeout < FuzzSession.TimeoutSeconds)
        {
            output.WriteLine($"Within that time, an input that runs for more than {order.Timeout} s counts as one that never ends; in a session it is {FuzzSession.TimeoutSeconds} s");
        }

        HostProgram program = ThisProgram.FindHost(new FuzzFolders(Environment.CurrentDirectory), order.Install, output);
        CrashMinimizer minimizer = new(program, order.Target) { Timeout = order.Timeout };
        string from = Path.GetFullPath(order.File);
        string way = minimizer.WayOf(from, ending) ?? throw new FuzzRejectedException($"{order.File} does not end a session of {order.Target.Name}.");
        string to = Path.GetTempFileName();
        try
        {
            minimizer.Minimize(from, to, order.Seconds, ending);

            // libFuzzer goes by any crash. Though the command may have been asked to end, what was found so far is kept.
            string? other = minimizer.WayOf(to, CancellationToken.None);
            if (ending.IsCancellationRequested)
            {
                output.WriteLine("Ended early, with the smallest input so far");
            }

            if (other == way)
            {
                return new(File.ReadAllBytes(to), way);
            }

            output.WriteLine($"The smallest input found fails in another way, {other ?? "now and then"}; the input is left as it was");
            return new(before, way);
        }
        finally
        {
            File.Delete(to);
        }
    }

    private sealed record Minimized(byte[] Input, string Failure);

    private sealed record Order(FuzzTarget Target, string File, string To, double Seconds, bool Install)
    {
        // An input that never ends is tried several times, which is to fit into the time there is.
        public int Timeout => (int)Math.Clamp(Seconds / 4, 1, FuzzSession.TimeoutSeconds);
    }
}

using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that makes a finding small enough to read.</summary>
internal static class MinimizeCommand
{
    private const double Seconds = 60;

    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string> target = new("TARGET") { Description = "The target that fails." };
        Argument<string> file = new("FILE") { Description = "The input that it fails on." };
        Option<string?> framer = new("--framer") { Description = "A member of the bug gallery, in place of the library's framer." };
        Option<string?> to = new("--output") { Description = "Where the smallest input goes; without it, to FILE.min." };
        Option<double> seconds = new("--seconds") { Description = "The most it may take.", DefaultValueFactory = _ => Seconds };
        Option<bool> install = new("--install")
        {
            Description = "For an input that ends the process: install gcc and libFuzzer if they are missing, through sudo; root always does.",
        };
        Command minimize = new("minimize", "Makes an input that fails as small as it gets, as long as it fails the same way.")
        {
            target, file, framer, to, seconds, install,
        };
        minimize.SetAction(parsed =>
        {
            try
            {
                string from = parsed.GetRequiredValue(file);
                Order order = new(
                    TargetNamed(parsed.GetRequiredValue(target), parsed.GetValue(framer)),
                    from,
                    parsed.GetValue(to) ?? $"{from}.min",
                    parsed.GetValue(seconds),
                    parsed.GetValue(install));
                Run(order, output);
                return 0;
            }
            catch (FuzzRefusedException refused)
            {
                error.WriteLine(refused.Message);
                return refused.ExitCode;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                error.WriteLine(failure.Message);
                return FuzzCommandLine.Refused;
            }
        });
        return minimize;
    }

    private static FuzzTarget TargetNamed(string name, string? framer)
    {
        FuzzTarget target = FuzzCommandLine.WithPlanted.FirstOrDefault(known => known.Name == name)
            ?? throw new FuzzRefusedException(FuzzCommandLine.NotATarget(name));
        return framer is null ? target
            : FuzzCommandLine.WrongFramer([target], framer) is { } wrong ? throw new FuzzRefusedException(wrong)
            : target.Over(BugGallery.All.First(known => known.Name == framer));
    }

    private static void Run(Order order, TextWriter output)
    {
        if (!(order.Seconds > 0))
        {
            throw new FuzzRefusedException("--seconds must be more than 0.");
        }

        byte[] before = File.ReadAllBytes(order.File);
        using EndingSignals signals = new();
        Minimized minimized = ChildReplay.Run(order.Target, before, signals.Token) switch
        {
            _ when signals.Token.IsCancellationRequested => throw new FuzzRefusedException("Ended before anything was tried.", FuzzCommandLine.Incomplete),
            ReplayOutcome.Passes => throw new FuzzRefusedException($"{order.File} does not fail {order.Target.Name}, so there is nothing to minimize."),
            ReplayOutcome.Throws => Exceptions(order, before, output, signals.Token),
            _ => Crashes(order, before, output, signals.Token),
        };
        output.WriteLine($"{order.Target.Name}: {before.Length} bytes before, {minimized.Input.Length} after: {order.Target.Describe(minimized.Input)}");
        output.WriteLine($"      {minimized.Failure}");
        output.WriteLine($"      input {Escape.Quote(minimized.Input)}");
        Write(order, minimized.Input, output);
    }

    private static void Write(Order order, byte[] smallest, TextWriter output)
    {
        try
        {
            File.WriteAllBytes(order.To, smallest);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            output.WriteLine($"      Base64: {Convert.ToBase64String(smallest)}");
            throw new FuzzRefusedException($"The smallest input could not be written to {order.To}: {unwritable.Message}", FuzzCommandLine.Incomplete);
        }

        output.WriteLine($"      written to {order.To}");
        output.WriteLine($"      run it again: {order.Target.ReplayOf(order.To)}");
        if (FuzzTarget.All.Any(target => target.Name == order.Target.Name))
        {
            output.WriteLine($"      keep it: cp {ShellWord.Quote(order.To)} corpus/{order.Target.Name}/found-NAME");
        }
    }

    // In another process, which an input that is tried may end.
    private static Minimized Exceptions(Order order, byte[] before, TextWriter output, CancellationToken ending)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(ending);
        over.CancelAfter(TimeSpan.FromSeconds(order.Seconds));
        using RemoteTarget tried = new(order.Target, over.Token);
        InputMinimizer minimizer = new(tried.Target, over.Token);
        byte[] smallest = minimizer.Minimize(before);
        using RemoteTarget last = new(order.Target, CancellationToken.None);
        Exception failure = new InputMinimizer(last.Target, CancellationToken.None).FailureOf(smallest)
            ?? throw new FuzzRefusedException($"{order.File} fails {order.Target.Name} only now and then.", FuzzCommandLine.Incomplete);
        output.WriteLine($"{minimizer.Tried} inputs tried{(over.IsCancellationRequested ? ", then ended" : "")}");
        return new(smallest, failure.ToString());
    }

    private static Minimized Crashes(Order order, byte[] before, TextWriter output, CancellationToken ending)
    {
        output.WriteLine($"{order.File} ends the process, so libFuzzer tries inputs in processes of their own, for up to {order.Seconds} seconds");
        CrashMinimizer minimizer = new(HostProgram.Find(FuzzFolders.Find(Environment.CurrentDirectory), order.Install, output), order.Target);
        string from = Path.GetFullPath(order.File);
        string way = minimizer.WayOf(from, ending) ?? throw new FuzzRefusedException($"{order.File} does not end a session of {order.Target.Name}.");
        string to = Path.GetTempFileName();
        try
        {
            minimizer.Minimize(from, to, order.Seconds, ending);

            // libFuzzer goes by any crash.
            string? other = minimizer.WayOf(to, ending);
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

    private sealed record Order(FuzzTarget Target, string File, string To, double Seconds, bool Install);
}

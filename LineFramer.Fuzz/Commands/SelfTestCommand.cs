using System.CommandLine;
using System.Globalization;
using System.IO.Enumeration;

namespace LineFraming.Fuzz;

/// <summary>
/// The command that proves the fuzzer: it must find every planted bug and every bug of the gallery, from an empty corpus,
/// and what it finds must do the same again.
/// </summary>
internal static class SelfTestCommand
{
    private const double Seconds = 60;

    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string[]> bugs = new("BUG")
        {
            Description = "The names of planted bugs and of known-bad framers, with * for any letters; all of them without.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<double?> seconds = SecondsOption.Create("The most for each bug.", Seconds);
        Option<bool> install = new("--install") { Description = "Install gcc and libFuzzer if the host has to be built and they are missing." };
        Command selftest = new("selftest", $"Proves the fuzzer: it must find every planted bug and every member of the gallery. {FuzzCommandLine.ExitCodes}") { bugs, seconds, install };
        selftest.SetAction(parsed =>
        {
            try
            {
                return Run(parsed.GetValue(bugs) ?? [], parsed.GetValue(seconds) ?? Seconds, parsed.GetValue(install), output, error);
            }
            catch (FuzzRejectedException rejected)
            {
                error.WriteLine(rejected.Message);
                return rejected.ExitCode;
            }
        });
        return selftest;
    }

    private static int Run(string[] bugs, double seconds, bool install, TextWriter output, TextWriter error)
    {
        FuzzFolders folders = Checkout.Find(Environment.CurrentDirectory).Folders;
        HostProgram program = ThisProgram.FindHost(folders, install, output);
        using EndingSignals signals = new();
        List<SessionOrder> orders = [.. OrdersOf(seconds).Where(order => bugs.Length == 0 || bugs.Any(bug => IsNamed(order, bug)))];
        if (bugs.FirstOrDefault(bug => !orders.Exists(order => IsNamed(order, bug))) is { } unknown)
        {
            throw new FuzzRejectedException($"There is no planted bug and no known-bad framer \"{unknown}\".");
        }

        List<double> times = [];
        int tried = 0;
        bool isComplete = true;
        void Trouble(string line)
        {
            error.WriteLine(line);
            isComplete = false;
        }

        output.WriteLine("| bug | target | seconds | executions | input |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (SessionOrder order in orders.TakeWhile(_ => !signals.Token.IsCancellationRequested))
        {
            using FuzzSession session = new(order, folders, Trouble);
            session.Run(program, () => { }, signals.Token);
            tried++;
            string result = "not found";
            if (session.Findings.Count > 0 && FoundInput.Of(session.Findings[0]) is { } found)
            {
                bool replays = found is { Bytes: not null, NotWritten: null } && session.FindingReplays(program);
                result = $"`{Escape.Quote(found.Bytes, 80)}`{(replays ? "" : ", which does not replay")}";
                times.AddRange(replays ? [session.Elapsed.TotalSeconds] : []);
                if (found.NotWritten is { } reason)
                {
                    Trouble($"{session.Name}: the input could not be written to {reason}");
                }
            }

            (string bug, string target) = order.Target is LineTarget { Framer: { } framer } ? (framer, order.Target.Name) : (order.Target.Name, "planted");
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| `{bug}` | {target} | {session.Elapsed.TotalSeconds:0.0} | {session.Executions:N0} | {result} |"));
        }

        times.Sort();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{times.Count} of {orders.Count} found, the median in {(times.Count == 0 ? 0 : times[times.Count / 2]):0.0} s, the slowest in {times.LastOrDefault():0.0} s"));
        return !isComplete || tried < orders.Count ? FuzzExitCode.Incomplete : times.Count == orders.Count ? 0 : FuzzExitCode.Found;
    }

    private static IEnumerable<SessionOrder> OrdersOf(double seconds) =>
    [
        .. PlantedBug.All.Select(planted => new SessionOrder(planted.AsTarget, Math.Min(seconds, planted.Seconds ?? seconds), 1, true, ["-seed=1"])),
        .. BugGallery.All.Select(broken => new SessionOrder(TargetOf(broken), seconds, 1, true, ["-seed=1"])),
    ];

    private static bool IsNamed(SessionOrder order, string pattern) => FileSystemName.MatchesSimpleExpression(
        pattern, order.Target is LineTarget { Framer: { } framer } ? framer : order.Target.Name, ignoreCase: false);

    /// <summary>The target that checks what a member of the gallery violates. Most bugs show in the events.</summary>
    internal static LineTarget TargetOf(KnownBadFramer broken)
    {
        string name = broken.ExpectedCatch[0] switch
        {
            FramerProperties.HandOff => "handoff",
            FramerProperties.Resume => "resume",
            FramerProperties.Writer => "writer",
            FramerProperties.Memory or FramerProperties.Work => "memory",
            _ => "chunking",
        };
        return LineTarget.All.First(target => target.Name == name).Over(broken);
    }
}

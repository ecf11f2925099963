using System.CommandLine;
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
        Option<FuzzEngineName[]> engine = EngineOption.Create(
            "What runs them; both prints the engines side by side as a page in Markdown, and it is the in-process one that must find everything", takesBoth: true);
        Option<bool> install = new("--install") { Description = "Install gcc and libFuzzer if the host has to be built and they are missing." };
        Command selftest = new("selftest", $"Proves the fuzzer: it must find every planted bug and every member of the gallery. {FuzzCommandLine.ExitCodes}")
        {
            bugs, seconds, engine, install,
        };
        selftest.SetAction(parsed =>
        {
            try
            {
                Checkout checkout = Checkout.Find(Environment.CurrentDirectory);
                List<SessionOrder> orders = OrdersNamed(parsed.GetValue(bugs) ?? [], parsed.GetValue(seconds) ?? Seconds);
                List<ISessionProgram> programs =
                    [.. parsed.GetValue(engine)!.Select(name => EngineOption.FindProgram(name, checkout.Folders, parsed.GetValue(install), error))];
                using EndingSignals signals = new();
                SelfTest test = new(checkout, orders, error, signals.Token);
                return programs is [var only] ? new SelfTestTable(test, output).Run(only) : new SelfTestPage(test, output).Run(programs[0], programs[1]);
            }
            catch (FuzzRejectedException rejected)
            {
                error.WriteLine(rejected.Message);
                return rejected.ExitCode;
            }
        });
        return selftest;
    }

    private static List<SessionOrder> OrdersNamed(string[] bugs, double seconds)
    {
        List<SessionOrder> orders = [.. OrdersOf(seconds).Where(order => bugs.Length == 0 || bugs.Any(bug => IsNamed(order, bug)))];
        return bugs.FirstOrDefault(bug => !orders.Exists(order => IsNamed(order, bug))) is { } unknown
            ? throw new FuzzRejectedException($"There is no planted bug and no known-bad framer \"{unknown}\".")
            : orders;
    }

    private static IEnumerable<SessionOrder> OrdersOf(double seconds) =>
    [
        .. PlantedBug.All.Select(planted => new SessionOrder(planted.AsTarget, Math.Min(seconds, planted.Seconds ?? seconds), 1, true, ["-seed=1"])),
        .. BugGallery.All.Select(broken => new SessionOrder(TargetOf(broken), seconds, 1, true, FlagsOf(broken))),
    ];

    // libFuzzer tries long inputs only after minutes; without that control it tries a line of more than 1,024 bytes at once.
    private static string[] FlagsOf(KnownBadFramer broken) =>
        broken.Name == nameof(BufferGrowsOneByteShort) ? ["-seed=1", "-len_control=0"] : ["-seed=1"];

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

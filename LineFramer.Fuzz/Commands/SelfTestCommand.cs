using System.CommandLine;
using System.IO.Enumeration;

namespace LineFraming.Fuzz;

/// <summary>
/// The command that tests the fuzzer: it must find every planted bug and every bug of the gallery, starting from an empty corpus,
/// and the inputs it finds must fail again.
/// </summary>
internal static class SelfTestCommand
{
    private const double Seconds = 60;

    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string[]> bugs = new("BUG")
        {
            Description = "The names of planted bugs and known-bad framers, with * as a wildcard; by default, all of them.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<double?> seconds = SecondsOption.Create("The maximum duration for each bug.", Seconds);
        Option<FuzzEngineName[]> engine = EngineOption.Create(
            "The engine; both prints a Markdown page with the engines side by side, and the in-process engine must find everything",
            takesBoth: true);
        Option<bool> install = new("--install")
        {
            Description = "Install g++ and libFuzzer if they are missing and needed to build the host.",
        };
        Command selftest = new(
            "selftest",
            $"Tests the fuzzer: it must find every planted bug and every member of the gallery. {FuzzCommandLine.ExitCodes}")
        {
            bugs, seconds, engine, install,
        };
        selftest.SetAction(parsed =>
        {
            try
            {
                Checkout checkout = Checkout.Find(Environment.CurrentDirectory);
                List<SessionOptions> sessions = SessionsNamed(parsed.GetValue(bugs) ?? [], parsed.GetValue(seconds) ?? Seconds);
                List<ISessionProgram> programs =
                [
                    .. from name in parsed.GetValue(engine)!
                       select EngineOption.FindProgram(name, checkout.Folders, parsed.GetValue(install), error),
                ];
                using TerminationSignals signals = new();
                SelfTest test = new(checkout, sessions, error, signals.Token);
                return programs is [var only]
                    ? new SelfTestTable(test, output).Run(only)
                    : new SelfTestPage(test, output).Run(programs[0], programs[1]);
            }
            catch (FuzzRejectedException rejected)
            {
                error.WriteLine(rejected.Message);
                return rejected.ExitCode;
            }
        });
        return selftest;
    }

    private static List<SessionOptions> SessionsNamed(string[] bugs, double seconds)
    {
        List<SessionOptions> sessions =
            [.. SessionsOf(seconds).Where(options => bugs.Length == 0 || bugs.Any(bug => IsNamed(options, bug)))];
        return bugs.FirstOrDefault(bug => !sessions.Exists(options => IsNamed(options, bug))) is { } unknown
            ? throw new FuzzRejectedException($"There is neither a planted bug nor a known-bad framer \"{unknown}\".")
            : sessions;
    }

    private static IEnumerable<SessionOptions> SessionsOf(double seconds) =>
    [
        .. PlantedBug.All.Select(
            planted => new SessionOptions(planted.AsTarget, Math.Min(seconds, planted.Seconds ?? seconds), 1, true, ["-seed=1"])),
        .. BugGallery.All.Select(known => new SessionOptions(TargetOf(known), seconds, 1, true, FlagsOf(known))),
    ];

    // libFuzzer tries long inputs only after minutes; without its length control it tries a line of more than 1,024 bytes at once.
    private static string[] FlagsOf(KnownBadFramer known) =>
        known.Name == nameof(BufferGrowsOneByteShort) ? ["-seed=1", "-len_control=0"] : ["-seed=1"];

    private static bool IsNamed(SessionOptions options, string pattern) => FileSystemName.MatchesSimpleExpression(
        pattern, options.Target is LineTarget { Framer: { } framer } ? framer : options.Target.Name, ignoreCase: false);

    /// <summary>Returns the target that checks the rule a member of the gallery violates; most bugs show in the events.</summary>
    internal static LineTarget TargetOf(KnownBadFramer known)
    {
        string name = known.ExpectedCatch[0] switch
        {
            FramerProperties.HandOff => "handoff",
            FramerProperties.Resume => "resume",
            FramerProperties.Writer => "writer",
            FramerProperties.Memory or FramerProperties.Work => "memory",
            _ => "chunking",
        };
        return LineTarget.All.First(target => target.Name == name).Over(known);
    }
}

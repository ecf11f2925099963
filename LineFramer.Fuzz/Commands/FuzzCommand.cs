using System.CommandLine;
using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>The command that fuzzes one target, all targets, or a user's method.</summary>
internal static class FuzzCommand
{
    private const string Every = "all";
    private const int MaxJobs = 256;

    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string?> target = new("TARGET")
        {
            Description = $"The target, or {Every} to divide the time among all targets.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Argument<string[]> flags = new("LIBFUZZER-FLAGS")
        {
            Description = "Flags for libFuzzer, after --, such as -seed=1.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<double?> seconds = SecondsOption.Create("The duration; by default, the session runs until Ctrl-C or a finding.");
        Option<int> jobs = new("--jobs") { Description = "The number of processes, which share the corpus.", DefaultValueFactory = _ => 1 };
        Option<FuzzEngineName[]> engine = EngineOption.Create("The engine that runs the target");
        Option<string?> framer = new("--framer") { Description = UserMethodOptions.FramerDescription };
        Option<bool> fromEmpty = new("--from-empty") { Description = "Start without inputs, and keep only findings." };
        Option<bool> keepGoing = new("--keep-going")
        {
            Description = "Continue after a finding, and end with a table of the findings, each kind once with its smallest input.",
        };
        Option<string?> json = new("--json") { Description = "The file to write the findings to, as JSON." };
        Option<bool> install = new("--install")
        {
            Description = "Install g++ and libFuzzer if they are missing and needed to build the host.",
        };
        UserMethodOptions own = new();
        Command fuzz = new("fuzz", $"Searches for inputs that make a target fail, with libFuzzer. {FuzzCommandLine.ExitCodes}")
        {
            target, flags, seconds, jobs, engine, framer, fromEmpty, keepGoing, json, install,
        };
        own.ToName.Concat(own.ToFuzz).Append(own.ToFrame).ToList().ForEach(fuzz.Add);
        fuzz.SetAction(parsed =>
        {
            try
            {
                if (FuzzerFlags.AskForHelp((parsed.GetValue(flags) ?? []).Append(parsed.GetValue(target) ?? "")))
                {
                    return ListFlags(parsed.GetValue(install), output);
                }

                Request request = new(
                    parsed.GetValue(target) ?? "",
                    parsed.GetValue(engine)![0],
                    parsed.GetValue(framer),
                    parsed.GetValue(seconds),
                    parsed.GetValue(jobs),
                    parsed.GetValue(fromEmpty),
                    parsed.GetValue(flags) ?? [],
                    parsed.GetValue(keepGoing),
                    parsed.GetValue(json));
                bool isInstalling = parsed.GetValue(install);
                FuzzFolders here = new(Environment.CurrentDirectory);
                if (own.Find(parsed) is { } method)
                {
                    FuzzTarget named = UserMethodTarget.Of(method) with
                    {
                        Seeds = own.CorpusOf(parsed),
                        Dictionary = own.DictionaryOf(parsed),
                        TakesLiterals = true,
                    };
                    return Run([SessionOf(named, request)], here, request, isInstalling, output, error);
                }

                if (own.FindFramer(parsed, request.Framer) is { } framerOfUser)
                {
                    List<LineTarget> selected = framerOfUser.TargetsOver(TargetsOf(request with { Framer = null }), output);
                    FuzzTarget WithInputs(LineTarget one) => one with
                    {
                        Seeds = own.CorpusOf(parsed) ?? Checkout.Around(Environment.CurrentDirectory)?.SeedsOf(one),
                        Dictionary = own.DictionaryOf(parsed),
                    };
                    IEnumerable<SessionOptions> external = selected.Select(one => request.OptionsFor(WithInputs(one), selected.Count));
                    return Run([.. external], here, request, isInstalling, output, error);
                }

                List<LineTarget> targets = TargetsOf(request);
                Checkout checkout = Checkout.Find(Environment.CurrentDirectory);
                IEnumerable<SessionOptions> sessions =
                    from one in targets select request.OptionsFor(one with { Seeds = checkout.SeedsOf(one) }, targets.Count);
                return Run([.. sessions], checkout.Folders, request, isInstalling, output, error);
            }
            catch (FuzzRejectedException rejected)
            {
                error.WriteLine(rejected.Message);
                return rejected.ExitCode;
            }
        });
        return fuzz;
    }

    private static List<LineTarget> TargetsOf(Request request)
    {
        List<LineTarget> targets = [.. LineTarget.All.Where(known => request.Target == Every || request.Target == known.Name)];
        string? wrong = request switch
        {
            { Target: "" } => FuzzCommandLine.NoTarget,
            _ when targets.Count == 0 => FuzzCommandLine.UnknownTarget(request.Target),
            { Seconds: null, Target: Every } => "all needs --seconds, which is divided among the targets.",
            { Framer: { } framer } when FuzzCommandLine.WrongFramer(targets, framer) is { } wrongFramer => wrongFramer,
            _ => WrongNumberOrFlag(request),
        };
        ThrowIf(wrong);
        return request.Framer is { } member
            ? [.. targets.Where(target => target.RunOver is not null).Select(target => target.OverMember(member))]
            : targets;
    }

    // With --assembly, the argument that is otherwise the target may be the first flag of libFuzzer.
    private static SessionOptions SessionOf(FuzzTarget target, Request request)
    {
        Request own = request with { Flags = request.Target.StartsWith('-') ? [request.Target, .. request.Flags] : request.Flags };
        ThrowIf(own switch
        {
            _ when request.Target.Length > 0 && !request.Target.StartsWith('-') =>
                $"Either a target or --assembly, not both: \"{request.Target}\" and {target.Method.Assembly}.",
            { Framer: not null } => UserMethodOptions.NoFramer,
            _ => WrongNumberOrFlag(own),
        });
        return own.OptionsFor(target, 1);
    }

    private static string? WrongNumberOrFlag(Request request) => request switch
    {
        { Jobs: < 1 or > MaxJobs } => $"--jobs must be at least 1 and at most {MaxJobs}, not {request.Jobs}.",
        _ => request.Flags.Select(flag => FindError(flag, request.Engine)).FirstOrDefault(wrong => wrong is not null),
    };

    private static string? FindError(string flag, FuzzEngineName engine) =>
        FuzzerFlags.FindError(flag) ?? (engine == FuzzEngineName.SharpFuzz ? SharpFuzzProgram.FindError(flag) : null);

    private static void ThrowIf(string? wrong)
    {
        if (wrong is not null)
        {
            throw new FuzzRejectedException(wrong);
        }
    }

    private static int ListFlags(bool install, TextWriter output)
    {
        string host = NativeHost.Find(NativeProgram.Host, ThisProgram.HostCache, install, output);
        List<string> lines = [];
        HostChannel.Run(new ProcessStartInfo(host, ["-help=1"]), lines.Add, _ => { });
        lines.Where(line => !line.StartsWith("WARNING: ", StringComparison.Ordinal)).ToList().ForEach(output.WriteLine);
        return 0;
    }

    private static int Run(
        List<SessionOptions> sessions, FuzzFolders folders, Request request, bool install, TextWriter output, TextWriter error)
    {
        // After the command line has been checked, because it replaces what an earlier session wrote.
        ThrowIf(request.Json is { } json ? FindingTable.WriteJson([], json) : null);
        ISessionProgram program = EngineOption.FindProgram(request.Engine, folders, install, output);
        using TerminationSignals signals = new();
        FuzzRun run = new(program, folders, output, error);
        int exitCode = run.Run(sessions, signals.Token);
        if (request.Json is { } file && FindingTable.WriteJson(run.UniqueFindings, file) is { } reason)
        {
            error.WriteLine(reason);
            return exitCode == FuzzExitCode.Found ? exitCode : FuzzExitCode.Incomplete;
        }

        return exitCode;
    }

    // The parsed command line.
    private sealed record Request(
        string Target,
        FuzzEngineName Engine,
        string? Framer,
        double? Seconds,
        int Jobs,
        bool FromEmpty,
        IReadOnlyList<string> Flags,
        bool KeepsGoing,
        string? Json)
    {
        public SessionOptions OptionsFor(FuzzTarget target, int shares) => new(target, Seconds / shares, Jobs, FromEmpty, Flags)
        {
            KeepsGoing = KeepsGoing,
        };
    }
}

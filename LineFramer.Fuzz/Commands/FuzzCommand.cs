using System.CommandLine;
using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>The command that fuzzes one target or all of them, and reports what came of it.</summary>
internal static class FuzzCommand
{
    private const string Every = "all";
    private const int MostJobs = 256;

    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string?> target = new("TARGET")
        {
            Description = $"The target, or {Every}, which shares the time over all of them.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Argument<string[]> flags = new("LIBFUZZER-FLAGS")
        {
            Description = "After --, more flags for libFuzzer, such as -seed=1.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<double?> seconds = SecondsOption.Create("How long; without it, until Ctrl-C or a finding.");
        Option<int> jobs = new("--jobs") { Description = "How many processes, which share the corpus.", DefaultValueFactory = _ => 1 };
        Option<FuzzEngineName[]> engine = EngineOption.Create("What runs the target");
        Option<string?> framer = new("--framer") { Description = OwnMethodOptions.FramerDescription };
        Option<bool> fromEmpty = new("--from-empty") { Description = "Begin without any inputs, and keep none but a finding." };
        Option<bool> keepGoing = new("--keep-going") { Description = "Go on after a finding, and end with a table of what was found, each kind once with its smallest input." };
        Option<string?> json = new("--json") { Description = "A file for what was found, as JSON." };
        Option<bool> install = new("--install") { Description = "Install gcc and libFuzzer if the host has to be built and they are missing." };
        OwnMethodOptions own = new();
        Command fuzz = new("fuzz", $"Looks for inputs that break a target, with libFuzzer. {FuzzCommandLine.ExitCodes}")
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
                ThrowIf(request.Json is { } file ? FindingTable.WhyNotWritten([], file) : null);
                if (own.Find(parsed) is { } method)
                {
                    FuzzTarget named = OwnTarget.Of(method) with
                    {
                        Seeds = own.CorpusOf(parsed),
                        Dictionary = own.DictionaryOf(parsed),
                        TakesLiterals = true,
                    };
                    return Run([OrderOf(named, request)], new FuzzFolders(Environment.CurrentDirectory), request, parsed.GetValue(install), output, error);
                }

                if (own.FindFramer(parsed, request.Framer) is { } outside)
                {
                    List<LineTarget> over = outside.Under(TargetsOf(request with { Framer = null }), output);
                    FuzzTarget Begun(LineTarget one) => one with
                    {
                        Seeds = own.CorpusOf(parsed) ?? Checkout.Around(Environment.CurrentDirectory)?.SeedsOf(one),
                        Dictionary = own.DictionaryOf(parsed),
                    };
                    return Run([.. over.Select(one => request.Order(Begun(one), over.Count))], new FuzzFolders(Environment.CurrentDirectory), request, parsed.GetValue(install), output, error);
                }

                List<LineTarget> targets = TargetsOf(request);
                Checkout checkout = Checkout.Find(Environment.CurrentDirectory);
                IEnumerable<SessionOrder> orders = targets.Select(one => request.Order(one with { Seeds = checkout.SeedsOf(one) }, targets.Count));
                return Run([.. orders], checkout.Folders, request, parsed.GetValue(install), output, error);
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
            { Target: "" } => $"What is to be fuzzed is missing: a target ({FuzzCommandLine.Targets}), or --assembly with --method.",
            _ when targets.Count == 0 => FuzzCommandLine.NotATarget(request.Target),
            { Seconds: null, Target: Every } => "all needs --seconds, which it shares over the targets.",
            { Framer: { } framer } when FuzzCommandLine.WrongFramer(targets, framer) is { } wrongFramer => wrongFramer,
            _ => WrongNumberOrFlag(request),
        };
        ThrowIf(wrong);
        return request.Framer is { } member
            ? [.. targets.Where(target => target.RunOver is not null).Select(target => target.Over(BugGallery.All.First(known => known.Name == member)))]
            : targets;
    }

    // What would be the target is the first of libFuzzer's flags where there is none.
    private static SessionOrder OrderOf(FuzzTarget target, Request request)
    {
        Request own = request with { Flags = request.Target.StartsWith('-') ? [request.Target, .. request.Flags] : request.Flags };
        ThrowIf(own switch
        {
            _ when request.Target.Length > 0 && !request.Target.StartsWith('-') => $"Either a target or --assembly, not both: \"{request.Target}\" and {target.Method.Assembly}.",
            { Framer: not null } => OwnMethodOptions.NoFramer,
            _ => WrongNumberOrFlag(own),
        });
        return own.Order(target, 1);
    }

    private static string? WrongNumberOrFlag(Request request) => request switch
    {
        { Jobs: < 1 or > MostJobs } => $"--jobs must be at least 1 and at most {MostJobs}, not {request.Jobs}.",
        _ => request.Flags.Select(flag => FuzzerFlags.WhatIsWrong(flag) ?? (request.Engine == FuzzEngineName.SharpFuzz ? SharpFuzzProgram.WhatIsWrong(flag) : null))
            .FirstOrDefault(wrong => wrong is not null),
    };

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
        List<string> said = [];
        HostChannel.Run(new ProcessStartInfo(host, ["-help=1"]), said.Add, _ => { });
        said.Where(line => !line.StartsWith("WARNING: ", StringComparison.Ordinal)).ToList().ForEach(output.WriteLine);
        return 0;
    }

    private static int Run(List<SessionOrder> orders, FuzzFolders folders, Request request, bool install, TextWriter output, TextWriter error)
    {
        ISessionProgram program = EngineOption.FindProgram(request.Engine, folders, install, output);
        using EndingSignals signals = new();
        FuzzRun run = new(program, folders, output, error);
        int exitCode = run.Run(orders, signals.Token);
        if (request.Json is { } file && FindingTable.WhyNotWritten(run.Folded, file) is { } reason)
        {
            error.WriteLine(reason);
            return exitCode == FuzzExitCode.Found ? exitCode : FuzzExitCode.Incomplete;
        }

        return exitCode;
    }

    // What the command line asks for.
    private sealed record Request(
        string Target, FuzzEngineName Engine, string? Framer, double? Seconds, int Jobs, bool FromEmpty, IReadOnlyList<string> Flags, bool KeepsGoing, string? Json)
    {
        public SessionOrder Order(FuzzTarget target, int shares) => new(target, Seconds / shares, Jobs, FromEmpty, Flags) { KeepsGoing = KeepsGoing };
    }
}

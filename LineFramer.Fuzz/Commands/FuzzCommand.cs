using System.CommandLine;
using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>The command that fuzzes one target or all of them, and tells what came of it.</summary>
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
        Option<string?> framer = new("--framer") { Description = "A member of the bug gallery, in place of the library's framer." };
        Option<bool> fromEmpty = new("--from-empty") { Description = "Begin without any inputs, and keep none but a finding." };
        Option<bool> install = new("--install") { Description = "Install gcc and libFuzzer if they are missing, through sudo; root always does." };
        OwnMethodOptions own = new();
        Command fuzz = new("fuzz", $"Looks for inputs that break a target, with libFuzzer. {FuzzCommandLine.ExitCodes}")
        {
            target, flags, seconds, jobs, framer, fromEmpty, install,
        };
        own.ToName.Concat(own.ToFuzz).ToList().ForEach(fuzz.Add);
        fuzz.SetAction(parsed =>
        {
            try
            {
                if (FuzzerFlags.AskForHelp((parsed.GetValue(flags) ?? []).Append(parsed.GetValue(target) ?? "")))
                {
                    return ListFlags(parsed.GetValue(install), output);
                }

                OwnMethod? method = own.Find(parsed);
                SessionOrder order = new(
                    parsed.GetValue(target) ?? "",
                    parsed.GetValue(framer),
                    parsed.GetValue(seconds),
                    parsed.GetValue(jobs),
                    parsed.GetValue(fromEmpty),
                    parsed.GetValue(flags) ?? []);
                List<SessionOrder> orders = method is null
                    ? Orders(order)
                    : [OrderOf(method, order) with { Seeds = own.CorpusOf(parsed), Dictionary = own.DictionaryOf(parsed) }];
                return Run(orders, parsed.GetValue(install), output, error);
            }
            catch (FuzzRefusedException refused)
            {
                error.WriteLine(refused.Message);
                return refused.ExitCode;
            }
        });
        return fuzz;
    }

    private static List<SessionOrder> Orders(SessionOrder order)
    {
        List<FuzzTarget> targets = [.. FuzzTarget.All.Where(known => order.Target == Every || order.Target == known.Name)];
        string? wrong = order switch
        {
            { Target: "" } => $"What is to be fuzzed is missing: a target ({FuzzCommandLine.Targets}), or --assembly with --method.",
            _ when targets.Count == 0 => FuzzCommandLine.NotATarget(order.Target),
            { Seconds: null, Target: Every } => "all needs --seconds, which it shares over the targets.",
            { Framer: { } framer } when FuzzCommandLine.WrongFramer(targets, framer) is { } wrongFramer => wrongFramer,
            _ => WrongNumberOrFlag(order),
        };
        ThrowIf(wrong);
        targets.RemoveAll(target => order.Framer is not null && target.RunOver is null);
        return [.. targets.Select(target => order with { Target = target.Name, Seconds = order.Seconds / targets.Count })];
    }

    // What would be the target is the first of libFuzzer's flags where there is none.
    private static SessionOrder OrderOf(OwnMethod method, SessionOrder order)
    {
        SessionOrder own = order with
        {
            Target = method.Method,
            Own = method,
            Flags = order.Target.StartsWith('-') ? [order.Target, .. order.Flags] : order.Flags,
        };
        ThrowIf(own switch
        {
            _ when order.Target.Length > 0 && !order.Target.StartsWith('-') => $"Either a target or --assembly, not both: \"{order.Target}\" and {method.Assembly}.",
            { Framer: not null } => OwnMethodOptions.NoFramer,
            _ => WrongNumberOrFlag(own),
        });
        return own;
    }

    private static string? WrongNumberOrFlag(SessionOrder order) => order switch
    {
        { Jobs: < 1 or > MostJobs } => $"--jobs must be at least 1 and at most {MostJobs}, not {order.Jobs}.",
        _ => order.Flags.Select(FuzzerFlags.WhatIsWrong).FirstOrDefault(wrong => wrong is not null),
    };

    private static void ThrowIf(string? wrong)
    {
        if (wrong is not null)
        {
            throw new FuzzRefusedException(wrong);
        }
    }

    private static int ListFlags(bool install, TextWriter output)
    {
        string host = NativeHost.Find(FuzzFolders.OfProgram(Environment.CurrentDirectory).Artifacts, install, output);
        List<string> said = [];
        HostChannel.Run(new ProcessStartInfo(host, ["-help=1"]), said.Add, _ => { });
        said.Where(line => !line.StartsWith("WARNING: ", StringComparison.Ordinal)).ToList().ForEach(output.WriteLine);
        return 0;
    }

    private static int Run(List<SessionOrder> orders, bool install, TextWriter output, TextWriter error)
    {
        bool isOwn = orders[0].Own is not null;
        string here = Environment.CurrentDirectory;
        FuzzFolders folders = isOwn ? FuzzFolders.Of(here) : FuzzFolders.Find(here);
        orders.Where(order => order.Own is null).ToList().ForEach(order => folders.SeedsOf(order.Target));
        HostProgram program = HostProgram.Find(isOwn ? FuzzFolders.OfProgram(here) : folders, install, output);
        using EndingSignals signals = new();
        return new FuzzRun(program, folders, output, error).Run(orders, signals.Token);
    }
}

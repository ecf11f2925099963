using System.CommandLine;
using System.Globalization;

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
        Option<double?> seconds = SecondsOption.Create("The most for each bug.", Seconds);
        Option<bool> install = new("--install") { Description = "Install gcc and libFuzzer if they are missing, through sudo; root always does." };
        Command selftest = new("selftest", "Proves the fuzzer: it must find every planted bug and every member of the gallery.") { seconds, install };
        selftest.SetAction(parsed =>
        {
            try
            {
                return Run(parsed.GetValue(seconds) ?? Seconds, parsed.GetValue(install), output, error);
            }
            catch (FuzzRefusedException refused)
            {
                error.WriteLine(refused.Message);
                return refused.ExitCode;
            }
        });
        return selftest;
    }

    private static int Run(double seconds, bool install, TextWriter output, TextWriter error)
    {
        FuzzFolders folders = FuzzFolders.Find(Environment.CurrentDirectory);
        HostProgram program = HostProgram.Find(folders, install, output);
        using EndingSignals signals = new();
        List<SessionOrder> orders =
        [
            .. PlantedBug.All.Select(planted => new SessionOrder(planted.Name, null, seconds, 1, true, ["-seed=1", .. planted.Flags])),
            .. BugGallery.All.Select(broken => new SessionOrder(TargetOf(broken), broken.Name, seconds, 1, true, ["-seed=1"])),
        ];
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

            string target = order.Framer is null ? "planted" : order.Target;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| `{order.Framer ?? order.Target}` | {target} | {session.Elapsed.TotalSeconds:0.0} | {session.Executions:N0} | {result} |"));
        }

        times.Sort();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{times.Count} of {orders.Count} found, the median in {(times.Count == 0 ? 0 : times[times.Count / 2]):0.0} s, the slowest in {times.LastOrDefault():0.0} s"));
        return !isComplete || tried < orders.Count ? FuzzCommandLine.Incomplete : times.Count == orders.Count ? 0 : FuzzCommandLine.Found;
    }

    // Most bugs show in the events; the others break what another target checks.
    private static string TargetOf(KnownBadFramer broken) => broken.ExpectedCatch[0] switch
    {
        nameof(HandOffProperty.HandOffIsExact) => "handoff",
        nameof(ResumeProperty.ResumingIsExact) => "resume",
        nameof(WriterProperty.WriterCannotBeTricked) => "writer",
        nameof(ResourceProperties.MemoryIsBounded) or nameof(ResourceProperties.WorkIsLinear) => "memory",
        _ => "chunking",
    };
}

using System.CommandLine;
using System.Diagnostics;
using System.Text;

namespace LineFraming.Probe;

/// <summary>The command: its arguments and options, and what they lead to.</summary>
internal sealed class ProbeCommand
{
    private readonly Argument<string[]> _addresses = new("SERVER")
    {
        Description =
            "The server: HOST:PORT, where an IPv6 address is in brackets; or PROTOCOL=HOST:PORT. Several give a Markdown table.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _protocol = Text(
        "--protocol", "NAME|FILE", "The server's protocol: a name from --list, or a file like those that --describe prints.");
    private readonly Option<string[]> _only = Repeated(
        "--only", "ID", "Asks this case, or this group, alone, and prints the conversation byte by byte; may be repeated.");
    private readonly Option<string> _json = Text("--json", "FILE", "Writes the results to a file as JSON.");
    private readonly Option<string> _junit = Text("--junit", "FILE", "Writes the results to a file as JUnit's XML.");
    private readonly Option<string> _known = Text(
        "--known", "FILE", "A file of known results, a line ID VERDICT for each: only a change fails.");
    private readonly Option<bool> _strict = Flag("--strict", "A warning fails too.");
    private readonly Option<bool> _thorough = Flag("--thorough", "Takes up to two minutes: longer lines, more bytes.");
    private readonly Option<bool> _mine = Flag(
        "--mine",
        "Allows an address that is not loopback, even one of this machine, for a server of your own; without the cases that load "
        + "a server.");
    private readonly Option<bool> _tls = Flag("--tls", "Speaks TLS from the first byte on; the certificate is not checked.");
    private readonly Option<string> _user = Text("--user", "NAME", "Stands for {user} in the description. [default: anonymous]");
    private readonly Option<string> _password = Text("--password", "WORD", "Stands for {password} in the description. [default: probe]");
    private readonly Option<string> _domain = Text("--domain", "NAME", "Stands for {domain} in the description. [default: localhost]");
    private readonly Option<string[]> _pid = Repeated(
        "--pid",
        "NUMBER",
        "The server's process on this machine, to measure its memory and processor time (Linux); for several servers once for "
        + "each, - for none.");
    private readonly Option<bool> _list = Flag("--list", "Lists the protocols that are described, and the cases.");
    private readonly Option<string> _describe = Text(
        "--describe", "NAME", "Prints the description of a protocol, as a start for one of your own.");
    private readonly TextWriter _output;
    private readonly TextWriter? _progress;
    private readonly Timing? _timing;

    /// <summary>
    /// Makes the command. Without <paramref name="progress"/> no count of cases is shown; without <paramref name="timing"/>
    /// the options say how long a run may take.
    /// </summary>
    public ProbeCommand(TextWriter output, TextWriter? progress, Timing? timing)
    {
        (_output, _progress, _timing) = (output, progress, timing);
        Command = new(
            "Tests a TCP line server from outside. Exit code: 0 nothing failed, 1 something did, 2 an invalid command line, 3 "
            + "no server as described.")
        {
            _addresses, _protocol, _only, _json, _junit, _known, _strict, _thorough, _mine, _tls, _user, _password,
            _domain, _pid, _list, _describe,
        };
        Command.SetAction((parsed, _) => RunAsync(parsed));
        Command.Subcommands.Add(SelfTestCommand.Of(output));
        Command.Subcommands.Add(PlantedCommand.Of(output));
    }

    /// <summary>The command, as the root of the command line.</summary>
    public RootCommand Command { get; }

    private static Option<string> Text(string name, string valueName, string description) =>
        new(name) { Description = description, HelpName = valueName };

    private static Option<string[]> Repeated(string name, string valueName, string description) =>
        new(name)
        {
            Description = description,
            HelpName = valueName,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };

    private static Option<bool> Flag(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    private async Task<int> RunAsync(ParseResult parsed)
    {
        if (parsed.GetValue(_list))
        {
            Listing.Write(_output);
            return ExitCodes.Passed;
        }

        if (parsed.GetValue(_describe) is { } name)
        {
            _output.Write(BuiltIn.Has(name)
                ? Encoding.UTF8.GetString(BuiltIn.Text(name))
                : throw new FormatException($"--describe \"{name}\" is no protocol; protocols are {string.Join(", ", BuiltIn.Names)}."));
            return ExitCodes.Passed;
        }

        string[] addresses = parsed.GetValue(_addresses) ?? [];
        if (addresses.Length == 0)
        {
            throw new FormatException("There is no server to test: give HOST:PORT.");
        }

        if (Array.Find(addresses, address => address.StartsWith('-')) is { } unknown)
        {
            throw new FormatException($"\"{unknown}\" is no option.");
        }

        Selection selection = Selection.Of(parsed.GetValue(_only) ?? []);
        string[] pids = parsed.GetValue(_pid) ?? [];
        ServerMeter?[] meters = ServerMeters.Of(pids, addresses.Length);
        KnownResults known = parsed.GetValue(_known) is { } file ? KnownResults.Read(file) : KnownResults.None;
        bool isStrict = parsed.GetValue(_strict);
        ServerArgument[] servers = [.. addresses.Select(address => ServerArgument.Parse(address, parsed.GetValue(_protocol)))];
        foreach (ServerArgument server in servers)
        {
            await RejectOthersAsync(parsed, server);
        }

        using ReportFiles files = ReportFiles.Open(parsed.GetValue(_json), parsed.GetValue(_junit));
        List<ProbeReport> reports = [];
        List<string> failures = [];
        for (int i = 0; i < servers.Length; i++)
        {
            try
            {
                reports.Add(await ProbeAsync(parsed, servers[i], selection, meters[i]));
            }
            catch (ConversationException e)
            {
                // The other servers are tested all the same, and their results are shown before this one is reported.
                failures.Add(e.Message);
            }
        }

        Write(reports, parsed, selection, servers, pids);
        files.Write(reports);
        string[] changes = [.. reports.SelectMany(report => known.Changes(report, isStrict))];
        foreach (string change in changes.Where(_ => known.HasAny))
        {
            _output.WriteLine(change);
        }

        return failures.Count > 0 ? throw new ConversationException(string.Join(' ', failures))
            : changes.Length > 0 ? ExitCodes.Failed : ExitCodes.Passed;
    }

    private void Write(List<ProbeReport> reports, ParseResult parsed, Selection selection, ServerArgument[] servers, string[] pids)
    {
        if (servers.Length > 1 && reports.Count > 0)
        {
            MarkdownGrid.Write(_output, reports);
        }
        else if (selection.IsWhole && reports.Count > 0)
        {
            new TerminalReport(_output, null).Write(reports[0], Again(parsed, servers[0], pids));
        }
    }

    // The command that asks the same server again. A password is left out, because the command is printed to logs.
    private string Again(ParseResult parsed, ServerArgument server, string[] pids)
    {
        List<string> words = ["lineframer-probe", server.Address, "--protocol", server.Protocol];
        foreach (Option<string> option in new[] { _user, _domain }.Where(option => parsed.GetValue(option) is not null))
        {
            words.AddRange([option.Name, parsed.GetValue(option)!]);
        }

        words.AddRange(parsed.GetValue(_password) is null ? [] : [_password.Name, _password.HelpName!]);
        words.AddRange(new[] { _tls, _mine, _thorough }.Where(option => parsed.GetValue(option)).Select(option => option.Name));
        words.AddRange(pids.SelectMany(pid => new[] { _pid.Name, pid }));
        return string.Join(' ', words.Select(ShellWord.Quote));
    }

    // In a command each character is a byte. What was typed is sent in UTF-8, as the description itself is.
    private static string AsSent(string typed) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(typed));

    private async Task<Address> ResolveAsync(ParseResult parsed, ServerArgument server)
    {
        Address address = await Address.ResolveAsync(server.Address, CancellationToken.None);
        return address.IsLoopback || parsed.GetValue(_mine)
            ? address
            : throw new FormatException($"\"{server.Address}\" is no loopback address: give --mine if the server is yours to test.");
    }

    // Before any server is tested, so that no results are lost. A name that cannot be resolved is reported in its turn.
    private async Task RejectOthersAsync(ParseResult parsed, ServerArgument server)
    {
        try
        {
            _ = await ResolveAsync(parsed, server);
        }
        catch (ConversationException)
        {
        }
    }

    private async Task<ProbeReport> ProbeAsync(ParseResult parsed, ServerArgument server, Selection selection, ServerMeter? meter)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            Address address = await ResolveAsync(parsed, server);
            Dictionary<string, string> values = new()
            {
                ["user"] = AsSent(parsed.GetValue(_user) ?? "anonymous"),
                ["password"] = AsSent(parsed.GetValue(_password) ?? "probe"),
                ["domain"] = AsSent(parsed.GetValue(_domain) ?? "localhost"),
            };
            using Target target = new(address, server.Description, values, parsed.GetValue(_tls));
            RunSettings settings = new(parsed.GetValue(_thorough), meter, MayLoad: address.IsLoopback);
            settings = settings with { Timing = _timing ?? settings.Timing };
            TerminalReport terminal = new(_output, _progress);
            using ProbeRun run = new(target, settings, result => terminal.Progress(result, selection.Cases.Count));
            IReadOnlyList<CaseResult> results = await run.RunAsync(selection.Cases);
            terminal.EndProgress();
            if (!selection.IsWhole)
            {
                foreach (CaseResult result in results)
                {
                    terminal.WriteWhole(result);
                }
            }

            return new(server.Address, server.Description.Name, results, Stopwatch.GetElapsedTime(start))
            {
                IsLoopback = address.IsLoopback,
            };
        }
        catch (ConversationException e)
        {
            throw new ConversationException($"{server.Address} is not the {server.Description.Name} server described: {e.Message}.");
        }
    }
}

using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that lists the targets, or the methods of an assembly that can be fuzzed.</summary>
internal static class ListCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        UserMethodOptions own = new();
        Command list = new(
            "list",
            "Lists the targets: what each checks, the layout of its inputs, and the size of its corpus. "
            + "With --assembly, lists the methods that can be fuzzed; with --method too, shows what is instrumented for that "
            + "method and how many inputs it has.");
        own.ToName.Concat(own.ToReach).ToList().ForEach(list.Add);
        list.SetAction(parsed =>
        {
            try
            {
                if (parsed.GetValue(own.Assembly) is { } assembly && own.IsAssemblyAlone(parsed))
                {
                    ListMethods(assembly, output);
                }
                else if (own.Find(parsed) is { } method)
                {
                    ListMethod(method, own.CorpusOf(parsed), output);
                }
                else
                {
                    ListTargets(output);
                }

                return 0;
            }
            catch (FuzzRejectedException rejected)
            {
                error.WriteLine(rejected.Message);
                return rejected.ExitCode;
            }
        });
        return list;
    }

    private static void ListTargets(TextWriter output)
    {
        Checkout? checkout = Checkout.Around(Environment.CurrentDirectory);
        foreach (LineTarget target in LineTarget.All)
        {
            string inputs = checkout is null
                ? ""
                : $"; {Directory.GetFiles(checkout.SeedsOf(target)).Length} inputs in {Path.Combine("corpus", target.Name)}";
            output.WriteLine($"{target.Name}: {target.Checks}{inputs}");
            foreach (string line in target.Layout.Split('\n'))
            {
                output.WriteLine($"    {line.TrimEnd()}");
            }
        }
    }

    private static void ListMethods(string assembly, TextWriter output)
    {
        IReadOnlyList<(string Method, string Parameter, string Returns)> methods = FuzzMethod.AllOf(assembly);
        foreach ((string method, string parameter, string returns) in methods)
        {
            output.WriteLine($"{method}({parameter}): {returns}");
        }

        if (methods.Count == 0)
        {
            throw new FuzzRejectedException($"{assembly} has no method that can be fuzzed; the fuzzer runs {MethodShape.Allowed}.");
        }
    }

    private static void ListMethod(FuzzMethod method, string? corpus, TextWriter output)
    {
        foreach ((string name, string parameter, string returns) in FuzzMethod.AllOf(method.Assembly)
            .Where(each => each.Method == method.Method))
        {
            output.WriteLine($"{name}({parameter}): {returns}");
        }

        foreach (string instrumented in method.Instrument)
        {
            LineTable table = LineCounters.TablesOf(method with { Instrument = [instrumented] })[0];
            output.WriteLine(
                $"    instruments {instrumented}: {table.Methods.Count} methods, "
                + $"{(table.NoLinesReason is null ? "with symbols" : $"without symbols ({table.NoLinesReason})")}");
        }

        FuzzFolders folders = new(Environment.CurrentDirectory);
        string[] inputs =
        [
            .. corpus is null ? (string[])[] : [Path.GetRelativePath(folders.Root, corpus)],
            Path.Combine("artifacts", "fuzz", "corpus", method.Method),
            Path.Combine("artifacts", "fuzz", "findings", method.Method),
        ];
        foreach (string folder in inputs)
        {
            string full = Path.Combine(folders.Root, folder);
            output.WriteLine($"    {(Directory.Exists(full) ? FuzzCorpus.FilesOf(full).Count : 0)} inputs in {folder}");
        }
    }
}

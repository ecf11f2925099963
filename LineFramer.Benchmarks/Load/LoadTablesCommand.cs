using System.CommandLine;

namespace LineFraming.Benchmarks;

/// <summary>The command that writes what <c>load</c> measured into the documentation.</summary>
internal static class LoadTablesCommand
{
    /// <summary>The pages that have such tables, from the checkout's folder on.</summary>
    public static readonly string[] Pages = [Path.Combine("docs", "server", "README.md"), Path.Combine("docs", "load", "README.md")];

    /// <summary>The command.</summary>
    public static Command Create(TextWriter output)
    {
        Command command = new("load-tables", $"Makes the tables of {string.Join(" and ", Pages)} anew, of what load wrote.");
        command.SetAction(_ =>
        {
            string root = BenchmarkCommandLine.Root();
            foreach (string page in Pages)
            {
                string file = Path.Combine(root, page);
                string text = File.ReadAllText(file);
                string filled = LoadTables.Fill(text, root);
                File.WriteAllText(file, filled);
                output.WriteLine($"{page}: {(filled == text ? "unchanged" : "written")}");
            }

            return 0;
        });
        return command;
    }
}

using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that lists the targets.</summary>
internal static class ListCommand
{
    /// <summary>The command.</summary>
    public static Command Create(TextWriter output)
    {
        Command list = new("list", "Lists the targets, what each checks, how its inputs are laid out, and how many are in its corpus.");
        list.SetAction(_ =>
        {
            foreach (LineTarget target in LineTarget.All)
            {
                string folder = Path.Combine("corpus", target.Name);
                int seeds = Directory.Exists(folder) ? Directory.GetFiles(folder).Length : 0;
                output.WriteLine($"{target.Name}: {target.Checks}; {seeds} inputs in {folder}");
                foreach (string line in target.Layout.Split('\n'))
                {
                    output.WriteLine($"    {line.TrimEnd()}");
                }
            }
        });
        return list;
    }
}

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
            Checkout? checkout = Checkout.Around(Environment.CurrentDirectory);
            foreach (LineTarget target in LineTarget.All)
            {
                string inputs = checkout is null ? "" : $"; {Directory.GetFiles(checkout.SeedsOf(target)).Length} inputs in {Path.Combine("corpus", target.Name)}";
                output.WriteLine($"{target.Name}: {target.Checks}{inputs}");
                foreach (string line in target.Layout.Split('\n'))
                {
                    output.WriteLine($"    {line.TrimEnd()}");
                }
            }
        });
        return list;
    }
}

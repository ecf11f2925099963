using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The hidden command with which this program starts itself to read the stacks of a process that runs inputs.</summary>
internal static class ThreadStacksCommand
{
    /// <summary>The name of the command.</summary>
    public const string Name = "thread-stacks";

    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output)
    {
        Argument<int> process = new("PID");
        Command stacks = new(Name, "Shows the stacks of a process.") { process };
        stacks.Hidden = true;
        stacks.SetAction(parsed =>
        {
            foreach (string line in ThreadStacks.Read(parsed.GetRequiredValue(process)))
            {
                output.WriteLine(line);
            }
        });
        return stacks;
    }
}

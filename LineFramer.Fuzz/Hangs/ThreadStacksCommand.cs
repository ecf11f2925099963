using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that shows the stacks of a process that runs inputs. The program starts it for itself; people do not use it.</summary>
internal static class ThreadStacksCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "thread-stacks";

    /// <summary>The command.</summary>
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

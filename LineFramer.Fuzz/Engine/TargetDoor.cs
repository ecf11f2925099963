namespace LineFraming.Fuzz;

/// <summary>
/// The target that a session runs. The engine calls it by name in the copy of this assembly that is loaded beside the
/// instrumented library; the program's own copy has nothing to do with it.
/// </summary>
public static class TargetDoor
{
    private static TargetAction _run = _ => throw new InvalidOperationException("No target was chosen.");

    /// <summary>Chooses the target.</summary>
    /// <param name="target">Its name, or that of a planted bug.</param>
    /// <param name="framer">The member of the gallery to run it over; null for the library's framer.</param>
    /// <exception cref="InvalidOperationException">There is no such target or member.</exception>
    public static void Choose(string target, string? framer)
    {
        if (PlantedBug.All.FirstOrDefault(known => known.Name == target) is { } planted)
        {
            _run = planted.Run;
            return;
        }

        FuzzTarget chosen = FuzzTarget.All.First(known => known.Name == target);
        _run = (framer is null ? chosen : chosen.Over(BugGallery.All.First(known => known.Name == framer))).Run;
    }

    /// <summary>Runs the target on one input.</summary>
    /// <param name="input">Any bytes.</param>
    public static void Run(ReadOnlySpan<byte> input) => _run(input);
}

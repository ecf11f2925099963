using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>
/// The method that a session runs for a named target. The engine calls it in the copy of this assembly that is loaded beside
/// the instrumented library; the program's own copy has nothing to do with it.
/// </summary>
[StackTraceHidden]
internal static class TargetDoor
{
    private const char FramerFollows = ' ';

    // No path has one that anyone gives.
    private const char OutsideFollows = '\n';

    // What runs without a socket; nothing else of the server can be reached. By name, because to load the server takes longer
    // than all else before the first input of the other targets.
    private static readonly string[] TypesOfSession = ["*Session*", "*Protocol"];
    private static readonly string Library = typeof(LineFramer).Assembly.GetName().Name!;

    private static readonly Type[] Planted = [typeof(PlantedBug), typeof(ByteGates), typeof(TextGates), typeof(ComputedGates)];

    private static TargetAction _run = _ => throw new InvalidOperationException("No target was chosen.");

    /// <summary>The method of a target or of a planted bug.</summary>
    public static FuzzMethod MethodOf(string target, string? framer) => MethodOf(
        framer is null ? target : $"{target}{FramerFollows}{framer}",
        framer is not null ? [OfTypes(typeof(BugGallery).Assembly.GetName().Name!, typeof(BugGallery).Assembly.GetTypes().Where(IsOfGallery).Select(type => type.FullName!))]
            : target == "session" ? [Library, OfTypes("LineFramer.Server", TypesOfSession)]
            : [Library]);

    /// <summary>The method of a target over a framer of anyone's.</summary>
    public static FuzzMethod MethodOver(OutsideFramer framer, string target)
    {
        IReadOnlyList<string> instrument = framer.Instrument.Count > 0 ? framer.Instrument : [Path.GetFileNameWithoutExtension(framer.Assembly)];
        return MethodOf(string.Join(OutsideFollows, target, framer.Assembly, framer.TypeName), instrument) with { AlsoBeside = framer.Assembly };
    }

    /// <summary>The method of a planted bug.</summary>
    public static FuzzMethod MethodOfPlanted(string planted) =>
        MethodOf(planted, [OfTypes(typeof(PlantedBug).Assembly.GetName().Name!, Planted.Select(type => type.FullName!))]);

    /// <summary>Chooses the target.</summary>
    public static void Prepare(string argument)
    {
        if (argument.Split(OutsideFollows) is [{ } target, { } assembly, { } type])
        {
            _run = LineTarget.All.First(known => known.Name == target).Over(OutsideFramer.Load(assembly, type)).Run;
            return;
        }

        string[] names = argument.Split(FramerFollows);
        _run = TargetNamed(names[0], names.ElementAtOrDefault(1)).Run;
    }

    /// <summary>Runs the target on one input.</summary>
    public static void Run(ReadOnlySpan<byte> input) => _run(input);

    private static FuzzTarget TargetNamed(string target, string? framer) =>
        PlantedBug.All.FirstOrDefault(known => known.Name == target) is { } planted ? planted.AsTarget
        : LineTarget.All.First(known => known.Name == target) is var chosen && framer is null ? chosen
        : chosen.Over(BugGallery.All.First(known => known.Name == framer));

    private static FuzzMethod MethodOf(string argument, IReadOnlyList<string> instrument) =>
        new(typeof(TargetDoor).Assembly.Location, $"{typeof(TargetDoor).FullName}.{nameof(Run)}", instrument) { Argument = argument };

    private static string OfTypes(string assembly, IEnumerable<string> types) =>
        $"{assembly}{FuzzMethod.TypesFollow}{string.Join(FuzzMethod.BetweenTypes, types)}";

    // The framers of the gallery, and no more of their assembly: the reference framer is not what is measured.
    private static bool IsOfGallery(Type type) =>
        !type.IsNested && (type.IsAssignableTo(typeof(TextbookFramer)) || type == typeof(TextbookBuffer) || type == typeof(LineBytes));
}

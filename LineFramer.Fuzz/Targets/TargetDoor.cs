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
    private static readonly string Library = typeof(LineFramer).Assembly.GetName().Name!;

    private static TargetAction _run = _ => throw new InvalidOperationException("No target was chosen.");

    /// <summary>The method of a target or of a planted bug.</summary>
    /// <param name="target">Its name.</param>
    /// <param name="framer">The member of the gallery to run it over; null for the library's framer.</param>
    public static FuzzMethod MethodOf(string target, string? framer) => MethodOf(
        framer is null ? target : $"{target}{FramerFollows}{framer}",
        framer is not null ? [OfTypes(typeof(BugGallery), IsOfGallery)]
            : target == "session" ? [Library, OfTypes(typeof(Server.LineServer), IsOfSession)]
            : [Library]);

    /// <summary>The method of a planted bug.</summary>
    /// <param name="planted">Its name.</param>
    public static FuzzMethod MethodOfPlanted(string planted) => MethodOf(planted, [OfTypes(typeof(PlantedBug), IsPlanted)]);

    /// <summary>Chooses the target.</summary>
    /// <param name="argument">What <see cref="MethodOf(string, string)"/> put together.</param>
    public static void Prepare(string argument)
    {
        string[] names = argument.Split(FramerFollows);
        _run = TargetNamed(names[0], names.ElementAtOrDefault(1)).Run;
    }

    /// <summary>Runs the target on one input.</summary>
    /// <param name="input">Any bytes.</param>
    public static void Run(ReadOnlySpan<byte> input) => _run(input);

    private static FuzzTarget TargetNamed(string target, string? framer) =>
        PlantedBug.All.FirstOrDefault(known => known.Name == target) is { } planted ? planted.AsTarget
        : LineTarget.All.First(known => known.Name == target) is var chosen && framer is null ? chosen
        : chosen.Over(BugGallery.All.First(known => known.Name == framer));

    private static FuzzMethod MethodOf(string argument, IReadOnlyList<string> instrument) =>
        new(typeof(TargetDoor).Assembly.Location, $"{typeof(TargetDoor).FullName}.{nameof(Run)}", instrument) { Argument = argument };

    private static string OfTypes(Type anyOfAssembly, Func<Type, bool> isOne) => string.Concat(
        anyOfAssembly.Assembly.GetName().Name,
        FuzzMethod.TypesFollow,
        string.Join(FuzzMethod.BetweenTypes, anyOfAssembly.Assembly.GetTypes().Where(type => !type.IsNested && isOne(type)).Select(type => type.FullName)));

    private static bool IsPlanted(Type type) =>
        type == typeof(PlantedBug) || type == typeof(ByteGates) || type == typeof(TextGates) || type == typeof(ComputedGates);

    // What runs without a socket; nothing else of the server can be reached.
    private static bool IsOfSession(Type type) =>
        type.Name.Contains("Session", StringComparison.Ordinal) || type.Name.EndsWith("Protocol", StringComparison.Ordinal);

    // The framers of the gallery, and no more of their assembly: the reference framer is not what is measured.
    private static bool IsOfGallery(Type type) =>
        type.IsAssignableTo(typeof(TextbookFramer)) || type == typeof(TextbookBuffer) || type == typeof(LineBytes);
}

using System.Diagnostics;
using System.Reflection;

namespace LineFraming.Fuzz;

/// <summary>
/// The entry point of a named target in a session. The engine calls it in the copy of this assembly that is loaded with the
/// instrumented library; the program's own copy is not involved.
/// </summary>
[StackTraceHidden]
internal static class TargetEntry
{
    private const char FramerSeparator = ' ';

    // A newline, because paths on a command line have none.
    private const char PartSeparator = '\n';

    // The types of the server that run without a socket; the target reaches no others. They are patterns, because loading the server
    // takes longer than everything else before the first input of other targets.
    private static readonly string[] TypesOfSession = ["*Session*", "*Protocol"];
    private static readonly string Library = typeof(LineFramer).Assembly.GetName().Name!;

    private static readonly Type[] Planted = [typeof(PlantedBug), typeof(ByteGates), typeof(TextGates), typeof(ComputedGates)];

    private static TargetAction _run = _ => throw new InvalidOperationException("No target was chosen.");

    /// <summary>Returns the method of a target, with a member of the gallery or the library's framer.</summary>
    public static FuzzMethod MethodOf(string target, string? framer) => MethodOf(
        framer is null ? target : $"{target}{FramerSeparator}{framer}",
        framer is not null ? [OfGallery()]
            : target == "session" ? [Library, OfTypes("LineFramer.Server", TypesOfSession)]
            : [Library]);

    /// <summary>Returns the method of a target with a user's framer.</summary>
    public static FuzzMethod MethodOver(ExternalFramer framer, string target)
    {
        string own = Path.GetFileNameWithoutExtension(framer.Assembly);
        string argument = string.Join(PartSeparator, target, framer.Assembly, framer.TypeName);
        return MethodOf(argument, framer.Instrument.Count > 0 ? framer.Instrument : [own]) with { OtherAssembly = framer.Assembly };
    }

    /// <summary>Returns the method of a planted bug.</summary>
    public static FuzzMethod MethodOfPlanted(string planted) =>
        MethodOf(planted, [OfTypes(typeof(PlantedBug).Assembly.GetName().Name!, Planted.Select(type => type.FullName!))]);

    /// <summary>Chooses the target.</summary>
    public static void Prepare(string argument)
    {
        if (argument.Split(PartSeparator) is [{ } target, { } assembly, { } type])
        {
            _run = LineTarget.All.First(known => known.Name == target).Over(ExternalFramer.Load(assembly, type)).Run;
            return;
        }

        string[] names = argument.Split(FramerSeparator);
        _run = TargetNamed(names[0], names.ElementAtOrDefault(1)).Run;
    }

    /// <summary>Runs the target on one input.</summary>
    public static void Run(ReadOnlySpan<byte> input) => _run(input);

    private static FuzzTarget TargetNamed(string target, string? framer) =>
        PlantedBug.All.FirstOrDefault(known => known.Name == target) is { } planted ? planted.AsTarget
        : LineTarget.All.First(known => known.Name == target) is var chosen && framer is null ? chosen
        : chosen.OverMember(framer);

    private static FuzzMethod MethodOf(string argument, IReadOnlyList<string> instrument) =>
        new(typeof(TargetEntry).Assembly.Location, $"{typeof(TargetEntry).FullName}.{nameof(Run)}", instrument) { Argument = argument };

    private static string OfGallery()
    {
        Assembly assembly = typeof(BugGallery).Assembly;
        return OfTypes(assembly.GetName().Name!, assembly.GetTypes().Where(IsOfGallery).Select(type => type.FullName!));
    }

    private static string OfTypes(string assembly, IEnumerable<string> types) =>
        $"{assembly}{FuzzMethod.TypesSeparator}{string.Join(FuzzMethod.TypeSeparator, types)}";

    // The framers of the gallery only: the reference framer in the same assembly must not be measured.
    private static bool IsOfGallery(Type type) =>
        !type.IsNested && (type.IsAssignableTo(typeof(TextbookFramer)) || type == typeof(TextbookBuffer) || type == typeof(LineBytes));
}

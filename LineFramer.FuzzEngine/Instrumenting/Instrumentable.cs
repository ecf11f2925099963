using System.Reflection;
using Mono.Cecil;

namespace LineFraming.FuzzEngine;

/// <summary>Checks whether an assembly can be instrumented.</summary>
internal static class Instrumentable
{
    private const string Engine = "LineFramer.FuzzEngine";
    private const string Core = "System.Private.CoreLib";

    private static readonly Type[] HookTypes =
    [
        typeof(Hooks), typeof(CharSpanHooks), typeof(LookUpHooks), typeof(NumberHooks), typeof(PatternHooks),
        typeof(StringHooks), typeof(StringSearchHooks),
    ];

    // Instrumented code passes values of these types to the hooks, which were compiled against the program's copy of the types.
    private static readonly HashSet<string> OfHooks =
    [
        .. from type in HookTypes
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
           from used in method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)
           let name = used.Assembly.GetName().Name
           where name is not (Core or Engine)
           select name,
    ];

    /// <summary>Says why an assembly cannot be instrumented, as a sentence; null if it can.</summary>
    public static string? FindError(string name, AssemblyLocator locator, string beside) => name switch
    {
        "" => "The name of an assembly to instrument is empty; --instrument is NAME, or NAME:Namespace.Type for some of its types.",
        Engine => $"{Engine} cannot be instrumented, because it contains the instrumentation; pass another assembly to --instrument.",
        Core => $"{Core} cannot be instrumented: the runtime loads it once, before anything else.",
        _ when OfHooks.Contains(name) => $"{name} cannot be instrumented: the hooks that report comparisons use its types.",
        _ => locator.PathToInstrument(new(name)) is { } path
            ? WhatIsWrongWith(path, name)
            : $"There is no assembly named \"{name}\" to instrument beside {beside}, nor in the framework.",
    };

    private static string? WhatIsWrongWith(string path, string name)
    {
        try
        {
            using ModuleDefinition module = ModuleDefinition.ReadModule(path);
            return Instrumenter.MethodsOf(module, null).Any() ? null
                : $"{name} has no code to instrument: {path} refers to "
                    + $"{string.Join(", ", module.ExportedTypes.Select(type => type.Scope.Name).Distinct().DefaultIfEmpty("nothing"))}.";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return $"{name} cannot be instrumented: {path}: {unreadable.Message}";
        }
    }
}

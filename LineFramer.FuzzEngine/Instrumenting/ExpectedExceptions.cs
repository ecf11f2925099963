using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Reflection;

namespace LineFraming.FuzzEngine;

/// <summary>The exceptions that are no finding: those that the method's attribute names, and those that the command line does.</summary>
[StackTraceHidden]
internal sealed class ExpectedExceptions
{
    private readonly HashSet<string> _names;

    private ExpectedExceptions(HashSet<string> names) => _names = names;

    /// <summary>What passes over them.</summary>
    /// <returns>The same action, if there are none.</returns>
    public static TargetAction Allow(MethodInfo method, TargetAction run, IReadOnlyList<string> named)
    {
        ExpectedExceptions expected = new([.. NamesOf(method), .. named]);
        return expected._names.Count == 0 ? run : [StackTraceHidden] (input) =>
        {
            try
            {
                run(input);
            }
            catch (Exception thrown) when (expected.Contains(thrown))
            {
                // The method is documented to throw it.
            }
        };
    }

    private bool Contains(Exception thrown)
    {
        for (Type? type = thrown.GetType(); type is not null; type = type.BaseType)
        {
            if (_names.Contains(type.FullName!) || _names.Contains(type.Name))
            {
                return true;
            }
        }

        return false;
    }

    // By name: the attribute may be of the target's own project, and its assembly is loaded apart.
    private static IEnumerable<string> NamesOf(MethodInfo method) => method.GetCustomAttributesData()
        .Where(attribute => attribute.AttributeType.Name == nameof(MayThrowAttribute))
        .SelectMany(attribute => attribute.ConstructorArguments)
        .SelectMany(argument => argument.Value is ReadOnlyCollection<CustomAttributeTypedArgument> several ? [.. several] : (CustomAttributeTypedArgument[])[argument])
        .Select(argument => argument.Value switch { Type type => type.FullName!, string name => name, _ => null })
        .OfType<string>();
}

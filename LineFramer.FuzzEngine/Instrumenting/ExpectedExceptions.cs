using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Reflection;

namespace LineFraming.FuzzEngine;

/// <summary>The exceptions that are not findings: those that the method's attribute or the command line names.</summary>
[StackTraceHidden]
internal sealed class ExpectedExceptions
{
    private readonly HashSet<string> _names;

    private ExpectedExceptions(HashSet<string> names) => _names = names;

    /// <summary>Wraps an action so that it ignores the expected exceptions.</summary>
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

    // The attribute is found by name: it may be declared in the target's own project, and its assembly is another loaded copy.
    private static IEnumerable<string> NamesOf(MethodInfo method) => method.GetCustomAttributesData()
        .Where(attribute => attribute.AttributeType.Name == nameof(MayThrowAttribute))
        .SelectMany(attribute => attribute.ConstructorArguments)
        .SelectMany(
            argument => argument.Value is ReadOnlyCollection<CustomAttributeTypedArgument> several
                ? [.. several]
                : (CustomAttributeTypedArgument[])[argument])
        .Select(argument => argument.Value switch { Type type => type.FullName!, string name => name, _ => null })
        .OfType<string>();
}

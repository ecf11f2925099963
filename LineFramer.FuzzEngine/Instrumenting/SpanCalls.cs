using System.Reflection;
using Mono.Cecil;

namespace LineFraming.FuzzEngine;

/// <summary>The comparisons of byte spans that instrumented code makes through <see cref="Hooks"/> instead.</summary>
internal sealed class SpanCalls(ModuleDefinition module)
{
    private const string ReadOnlyParameter = "System.ReadOnlySpan`1<!!0>";

    private readonly Dictionary<string, MethodReference?> _imported = [];

    /// <summary>The method to call instead, or null if the call is none of those.</summary>
    public MethodReference? InsteadOf(object? operand)
    {
        bool isCompare = operand is GenericInstanceMethod
        {
            DeclaringType.FullName: "System.MemoryExtensions",
            GenericArguments: [{ MetadataType: MetadataType.Byte }],
            Parameters: [{ ParameterType.FullName: ReadOnlyParameter }, { ParameterType.FullName: ReadOnlyParameter }],
        };
        return isCompare ? Import(((MethodReference)operand!).Name) : null;
    }

    private MethodReference? Import(string name)
    {
        if (!_imported.TryGetValue(name, out MethodReference? imported))
        {
            MethodInfo? hook = typeof(Hooks).GetMethod(name, [typeof(ReadOnlySpan<byte>), typeof(ReadOnlySpan<byte>)]);
            imported = hook is null ? null : module.ImportReference(hook);
            _imported.Add(name, imported);
        }

        return imported;
    }
}

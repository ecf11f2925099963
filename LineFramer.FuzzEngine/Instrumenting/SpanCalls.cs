using System.Reflection;
using Mono.Cecil;

namespace LineFraming.FuzzEngine;

/// <summary>Finds the hooks for calls that compare or search spans of bytes or chars.</summary>
internal sealed class SpanCalls(ModuleDefinition module)
{
    private const string ReadOnlyParameter = "System.ReadOnlySpan`1<!!0>";
    private const string WritableParameter = "System.Span`1<!!0>";

    private readonly Dictionary<(string Name, bool IsWritable, bool OfChars), MethodReference?> _imported = [];

    /// <summary>Returns the hook that replaces a call; null if there is none.</summary>
    public MethodReference? InsteadOf(object? operand)
    {
        bool isCompare = operand is GenericInstanceMethod
        {
            DeclaringType.FullName: "System.MemoryExtensions",
            GenericArguments: [{ MetadataType: MetadataType.Byte or MetadataType.Char }],
            Parameters: [{ ParameterType.FullName: ReadOnlyParameter or WritableParameter }, { ParameterType.FullName: ReadOnlyParameter }],
        };
        return isCompare ? Import((GenericInstanceMethod)operand!) : null;
    }

    private MethodReference? Import(GenericInstanceMethod called)
    {
        bool isWritable = called.Parameters[0].ParameterType.FullName == WritableParameter;
        bool ofChars = called.GenericArguments[0].MetadataType == MetadataType.Char;
        if (!_imported.TryGetValue((called.Name, isWritable, ofChars), out MethodReference? imported))
        {
            Type first = (isWritable, ofChars) switch
            {
                (true, true) => typeof(Span<char>),
                (true, false) => typeof(Span<byte>),
                (false, true) => typeof(ReadOnlySpan<char>),
                _ => typeof(ReadOnlySpan<byte>),
            };
            MethodInfo? hook = (ofChars ? typeof(CharSpanHooks) : typeof(Hooks))
                .GetMethod(called.Name, [first, ofChars ? typeof(ReadOnlySpan<char>) : typeof(ReadOnlySpan<byte>)]);
            imported = hook is null ? null : module.ImportReference(hook);
            _imported.Add((called.Name, isWritable, ofChars), imported);
        }

        return imported;
    }
}

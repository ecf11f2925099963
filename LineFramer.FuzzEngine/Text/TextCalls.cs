using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace LineFraming.FuzzEngine;

/// <summary>The comparisons, searches and look-ups of text, and the parsing of numbers, that instrumented code makes through hooks instead.</summary>
internal sealed class TextCalls(ModuleDefinition module)
{
    private static readonly Type[] Hooked = [typeof(StringHooks), typeof(StringSearchHooks), typeof(CharSpanHooks), typeof(LookUpHooks), typeof(NumberHooks), typeof(PatternHooks)];

    private static readonly HashSet<string> Numbers =
    [
        .. new[]
        {
            typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(double), typeof(float),
        }.Select(type => type.FullName!),
    ];

    // A string is the key of every look-up that is hooked, and what a generic parameter of its type stands for.
    private static readonly string Text = typeof(string).FullName!;

    private static readonly Dictionary<string, MethodInfo> HooksByCall = AllHooks();

    private readonly Dictionary<string, MethodReference> _imported = [];

    /// <summary>The calls that have a hook, as metadata names them.</summary>
    public static IReadOnlyCollection<string> Known => HooksByCall.Keys;

    /// <summary>The method to call instead, or null if the call is none of those.</summary>
    public MethodReference? InsteadOf(Instruction call)
    {
        // A call that is not virtual is one of a base class's method, where there is an instance.
        if (call.Operand is not MethodReference { IsGenericInstance: false } called || call.OpCode != (called.HasThis ? OpCodes.Callvirt : OpCodes.Call))
        {
            return null;
        }

        // A type of the module's own is not the framework's, whatever its name is: the framework's assemblies are instrumented too.
        return called.DeclaringType switch
        {
            { } own when own.GetElementType() is TypeDefinition => null,
            GenericInstanceType { GenericArguments: [{ MetadataType: MetadataType.String }, ..] } generic =>
                Hook(generic.ElementType.FullName, called, generic.GenericArguments.Skip(1)),
            GenericInstanceType => null,
            { } type when Numbers.Contains(type.FullName) => Hook("", called, [type]),
            { } type => Hook(type.FullName, called, []),
        };
    }

    private static string Key(string type, bool onInstance, string name, IEnumerable<string> parameters) =>
        $"{type}{(onInstance ? " " : "::")}{name}({string.Join(',', parameters)})";

    private MethodReference? Hook(string type, MethodReference called, IEnumerable<TypeReference> arguments)
    {
        // What is generic in the declaration reads as in the hook's: a string, or a value.
        IEnumerable<string> parameters = called.Parameters.Select(parameter => parameter.ParameterType.FullName
            .Replace("!0", Text, StringComparison.Ordinal)
            .Replace(type.Length == 0 ? called.DeclaringType.FullName : "!1", "T", StringComparison.Ordinal));
        string key = Key(type, called.HasThis, called.Name, parameters);
        if (!HooksByCall.TryGetValue(key, out MethodInfo? hook))
        {
            return null;
        }

        if (!_imported.TryGetValue(key, out MethodReference? imported))
        {
            _imported.Add(key, imported = module.ImportReference(hook));
        }

        if (!hook.IsGenericMethodDefinition)
        {
            return imported;
        }

        GenericInstanceMethod instance = new(imported);
        foreach (TypeReference argument in arguments)
        {
            instance.GenericArguments.Add(argument);
        }

        return instance;
    }

    private static Dictionary<string, MethodInfo> AllHooks()
    {
        Dictionary<string, MethodInfo> hooks = [];
        foreach (MethodInfo hook in Hooked.SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public)))
        {
            List<string> parameters = [.. hook.GetParameters().Select(parameter => NameOf(parameter.ParameterType))];
            foreach (InsteadOfAttribute of in hook.GetCustomAttributes<InsteadOfAttribute>())
            {
                hooks.Add(Key(of.Type.FullName!, of.OnInstance, of.Name, parameters.Skip(of.OnInstance ? 1 : 0)), hook);
            }

            // What every number has stands under no type's name.
            if (hook.DeclaringType == typeof(NumberHooks) && hook.IsGenericMethod)
            {
                hooks.Add(Key("", onInstance: false, hook.Name, parameters), hook);
            }
        }

        return hooks;
    }

    // As Cecil writes it.
    private static string NameOf(Type type) => type switch
    {
        { IsByRef: true } => NameOf(type.GetElementType()!) + "&",
        { IsGenericParameter: true } => "T",
        { IsGenericType: true } => $"{type.GetGenericTypeDefinition().FullName}<{string.Join(',', type.GetGenericArguments().Select(NameOf))}>",
        _ => type.FullName!,
    };
}

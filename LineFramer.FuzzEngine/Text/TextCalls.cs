using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace LineFraming.FuzzEngine;

/// <summary>Finds the hooks for calls that compare, search or look up text, or parse numbers.</summary>
internal sealed class TextCalls(ModuleDefinition module)
{
    private static readonly Type[] Hooked =
    [
        typeof(StringHooks), typeof(StringSearchHooks), typeof(CharSpanHooks), typeof(LookUpHooks), typeof(NumberHooks),
        typeof(PatternHooks),
    ];

    private static readonly HashSet<string> Numbers =
    [
        .. new[]
        {
            typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
            typeof(double), typeof(float),
        }.Select(type => type.FullName!),
    ];

    // All hooked look-ups have string keys, so the first generic argument of a table is a string.
    private static readonly string Text = typeof(string).FullName!;

    private static readonly Dictionary<string, MethodInfo> HooksByCall = AllHooks();

    private readonly Dictionary<string, MethodReference> _imported = [];

    /// <summary>The calls that have a hook, in the notation of metadata.</summary>
    public static IReadOnlyCollection<string> Known => HooksByCall.Keys;

    /// <summary>Returns the hook that replaces a call; null if there is none.</summary>
    public MethodReference? InsteadOf(Instruction call)
    {
        // A non-virtual call of an instance method is a call of the base class.
        if (call.Operand is not MethodReference { IsGenericInstance: false } called
            || call.OpCode != (called.HasThis ? OpCodes.Callvirt : OpCodes.Call))
        {
            return null;
        }

        // A type that the module itself defines is not the framework's type of that name: assemblies of the framework may be
        // instrumented too.
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
        // Replaces generic parameters by what the signature of the hook has in their place.
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

            // Methods that all numeric types have are registered without a type.
            if (hook.DeclaringType == typeof(NumberHooks) && hook.IsGenericMethod)
            {
                hooks.Add(Key("", onInstance: false, hook.Name, parameters), hook);
            }
        }

        return hooks;
    }

    // The notation of Cecil.
    private static string NameOf(Type type) => type switch
    {
        { IsByRef: true } => NameOf(type.GetElementType()!) + "&",
        { IsGenericParameter: true } => "T",
        { IsGenericType: true } =>
            $"{type.GetGenericTypeDefinition().FullName}<{string.Join(',', type.GetGenericArguments().Select(NameOf))}>",
        _ => type.FullName!,
    };
}

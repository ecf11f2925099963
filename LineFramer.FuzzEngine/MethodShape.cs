using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Mono.Cecil;

namespace LineFraming.FuzzEngine;

/// <summary>Checks the parameter and return type of a method to fuzz, and turns the method into an action on bytes.</summary>
[StackTraceHidden]
internal static class MethodShape
{
    /// <summary>The methods that are allowed, for messages.</summary>
    public const string Allowed =
        "a static method, not generic, with one parameter that is a ReadOnlySpan<byte>, byte[], Stream, string (UTF-8) or FuzzedData, "
        + "which returns void, Task or ValueTask";

    private const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // The order of preference if a name has several overloads.
    private static readonly Type[] Parameters =
        [typeof(ReadOnlySpan<byte>), typeof(byte[]), typeof(Stream), typeof(string), typeof(FuzzedData)];

    private static readonly HashSet<string> ParameterNames =
        [
            "System.ReadOnlySpan`1<System.Byte>", "System.Byte[]", typeof(Stream).FullName!, typeof(string).FullName!,
            typeof(FuzzedData).FullName!,
        ];

    private static readonly HashSet<string> ReturnNames = [typeof(void).FullName!, typeof(Task).FullName!, typeof(ValueTask).FullName!];

    private delegate T SpanFunction<T>(ReadOnlySpan<byte> input);

    private delegate void DataAction(FuzzedData input);

    private delegate T DataFunction<T>(FuzzedData input);

    /// <summary>Says why a method cannot be fuzzed, as a sentence; null if it can.</summary>
    public static string? FindError(MethodDefinition method)
    {
        bool isAsync = method.CustomAttributes.Any(
            attribute => attribute.AttributeType.FullName == typeof(AsyncStateMachineAttribute).FullName);
        return !IsAllowed(method) ? $"{Signature(method)} cannot be fuzzed; the fuzzer runs {Allowed}."
            : isAsync && method.ReturnType.MetadataType == MetadataType.Void
                ? $"{Signature(method)} is async void, so its end cannot be awaited; return Task instead."
            : null;
    }

    /// <summary>Formats the type of a parameter or result as in C#.</summary>
    public static string NameOf(TypeReference type) => type.MetadataType switch
    {
        MetadataType.Void => "void",
        MetadataType.String => "string",
        MetadataType.Array when type.GetElementType().MetadataType == MetadataType.Byte => "byte[]",
        _ when type.FullName.StartsWith("System.ReadOnlySpan", StringComparison.Ordinal) => "ReadOnlySpan<byte>",
        _ => type.Name,
    };

    // Formats the method as the list command does, because Cecil's format is not that of any language.
    private static string Signature(MethodDefinition method) =>
        $"{method.DeclaringType.FullName.Replace('/', '+')}.{method.Name}"
        + $"({string.Join(", ", method.Parameters.Select(parameter => NameOf(parameter.ParameterType)))}): {NameOf(method.ReturnType)}";

    /// <summary>Makes an action of a loaded method, without the exceptions that are expected.</summary>
    public static TargetAction ActionOf(Type type, string name, IReadOnlyList<string> expected)
    {
        MethodInfo method = Parameters.Select(parameter => type.GetMethod(name, AnyStatic, [parameter])).First(found => found is not null)!;
        return ExpectedExceptions.Allow(method, ActionOf(method), expected);
    }

    private static TargetAction ActionOf(MethodInfo method)
    {
        Type parameter = method.GetParameters()[0].ParameterType;
        return parameter == typeof(ReadOnlySpan<byte>) ? OfSpan(method)
            : parameter == typeof(FuzzedData) ? OfData(method)
            : parameter == typeof(byte[]) ? OfObject(method, input => input.ToArray())
            : parameter == typeof(string) ? OfObject(method, input => Encoding.UTF8.GetString(input))
            : OfObject<Stream>(method, input => new MemoryStream(input.ToArray(), writable: false));
    }

    private static bool IsAllowed(MethodDefinition method) =>
        method is { IsStatic: true, HasGenericParameters: false, DeclaringType.HasGenericParameters: false, Parameters.Count: 1 }
        && ParameterNames.Contains(method.Parameters[0].ParameterType.FullName)
        && ReturnNames.Contains(method.ReturnType.FullName);

    private static TargetAction OfSpan(MethodInfo method)
    {
        if (method.ReturnType == typeof(void))
        {
            return method.CreateDelegate<TargetAction>();
        }

        if (method.ReturnType == typeof(Task))
        {
            SpanFunction<Task> ofTask = method.CreateDelegate<SpanFunction<Task>>();
            return [StackTraceHidden] (input) => Wait(ofTask(input));
        }

        SpanFunction<ValueTask> ofValueTask = method.CreateDelegate<SpanFunction<ValueTask>>();
        return [StackTraceHidden] (input) => Wait(ofValueTask(input).AsTask());
    }

    private static TargetAction OfData(MethodInfo method)
    {
        if (method.ReturnType == typeof(void))
        {
            DataAction action = method.CreateDelegate<DataAction>();
            return [StackTraceHidden] (input) => action(new FuzzedData(input));
        }

        if (method.ReturnType == typeof(Task))
        {
            DataFunction<Task> ofTask = method.CreateDelegate<DataFunction<Task>>();
            return [StackTraceHidden] (input) => Wait(ofTask(new FuzzedData(input)));
        }

        DataFunction<ValueTask> ofValueTask = method.CreateDelegate<DataFunction<ValueTask>>();
        return [StackTraceHidden] (input) => Wait(ofValueTask(new FuzzedData(input)).AsTask());
    }

    private static TargetAction OfObject<T>(MethodInfo method, SpanFunction<T> make)
    {
        if (method.ReturnType == typeof(void))
        {
            Action<T> action = method.CreateDelegate<Action<T>>();
            return [StackTraceHidden] (input) => action(make(input));
        }

        if (method.ReturnType == typeof(Task))
        {
            Func<T, Task> ofTask = method.CreateDelegate<Func<T, Task>>();
            return [StackTraceHidden] (input) => Wait(ofTask(make(input)));
        }

        Func<T, ValueTask> ofValueTask = method.CreateDelegate<Func<T, ValueTask>>();
        return [StackTraceHidden] (input) => Wait(ofValueTask(make(input)).AsTask());
    }

    // Rethrows the exception of the task itself, not an AggregateException.
    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}

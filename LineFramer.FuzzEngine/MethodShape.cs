using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Mono.Cecil;

namespace LineFraming.FuzzEngine;

/// <summary>What a method that is fuzzed may take and return, and how it becomes an action over bytes.</summary>
[StackTraceHidden]
internal static class MethodShape
{
    /// <summary>What a method may look like, for messages.</summary>
    public const string Allowed =
        "a static method, not generic, with one parameter that is a ReadOnlySpan<byte>, byte[], Stream, string (UTF-8) or FuzzedData, which returns void, Task or ValueTask";

    private const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // In the order in which they are taken where a name has several.
    private static readonly Type[] Parameters = [typeof(ReadOnlySpan<byte>), typeof(byte[]), typeof(Stream), typeof(string), typeof(FuzzedData)];

    private static readonly HashSet<string> ParameterNames =
        ["System.ReadOnlySpan`1<System.Byte>", "System.Byte[]", typeof(Stream).FullName!, typeof(string).FullName!, typeof(FuzzedData).FullName!];

    private static readonly HashSet<string> ReturnNames = [typeof(void).FullName!, typeof(Task).FullName!, typeof(ValueTask).FullName!];

    private delegate T SpanFunction<T>(ReadOnlySpan<byte> input);

    private delegate void DataAction(FuzzedData input);

    private delegate T DataFunction<T>(FuzzedData input);

    /// <summary>Why a method cannot be fuzzed, as a sentence; null if it can.</summary>
    public static string? WhatIsWrong(MethodDefinition method)
    {
        bool isAsync = method.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == typeof(AsyncStateMachineAttribute).FullName);
        return !IsAllowed(method) ? $"{Signature(method)} cannot be fuzzed; what can is {Allowed}."
            : isAsync && method.ReturnType.MetadataType == MetadataType.Void
                ? $"{Signature(method)} is async void, so nothing can wait for its end; return Task instead."
            : null;
    }

    /// <summary>The name of a parameter's or result's type, for people.</summary>
    public static string NameOf(TypeReference type) => type.MetadataType switch
    {
        MetadataType.Void => "void",
        MetadataType.String => "string",
        MetadataType.Array when type.GetElementType().MetadataType == MetadataType.Byte => "byte[]",
        _ when type.FullName.StartsWith("System.ReadOnlySpan", StringComparison.Ordinal) => "ReadOnlySpan<byte>",
        _ => type.Name,
    };

    // As list prints it, since Cecil's name is not that of any language.
    private static string Signature(MethodDefinition method) =>
        $"{method.DeclaringType.FullName.Replace('/', '+')}.{method.Name}"
        + $"({string.Join(", ", method.Parameters.Select(parameter => NameOf(parameter.ParameterType)))}): {NameOf(method.ReturnType)}";

    /// <summary>Makes the action.</summary>
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

    // What the task throws, and not what a task makes of it.
    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}

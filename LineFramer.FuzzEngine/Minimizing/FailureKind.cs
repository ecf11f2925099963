using System.Diagnostics;
using System.Reflection;

namespace LineFraming.FuzzEngine;

/// <summary>What two failures of a target share that are the same failure.</summary>
internal sealed record FailureKind(string Exception, string? Thrower, string? Check = null)
{
    /// <summary>The kind of an exception that left a target: its type, and the method that threw it.</summary>
    public static FailureKind Of(Exception failure) => new(
        failure.GetType().FullName!, FramesOf(failure).Select(frame => $"{frame.Type}.{frame.Method}").FirstOrDefault());

    /// <summary>The methods on an exception's stack, the innermost first, without those of the framework.</summary>
    /// <returns>The simple name of each one's type, and its own.</returns>
    public static IReadOnlyList<(string Type, string Method)> FramesOf(Exception failure) =>
    [
        .. from frame in new StackTrace(failure).GetFrames()
           let method = frame.GetMethod()
           where method is not null && IsNotOfSystem(method)
           let name = MethodNames.Of(method)
           select (name.Type!.Name, name.Name),
    ];

    private static bool IsNotOfSystem(MethodBase method) =>
        method.DeclaringType?.Assembly.GetName().Name?.StartsWith("System.", StringComparison.Ordinal) == false;
}

using System.Diagnostics;
using System.Reflection;

namespace LineFraming.FuzzEngine;

/// <summary>Identifies a failure: two failures of a target are the same if their kinds are equal.</summary>
internal sealed record FailureKind(string Exception, string? Thrower, string? Check = null)
{
    /// <summary>Makes the kind of an exception that left a target: its type and the method that threw it.</summary>
    public static FailureKind Of(Exception failure) => new(
        failure.GetType().FullName!, FramesOf(failure).Select(frame => $"{frame.Type}.{frame.Method}").FirstOrDefault());

    /// <summary>Lists the methods on an exception's stack, the innermost first, without those of the framework.</summary>
    public static IReadOnlyList<(string Type, string Method)> FramesOf(Exception failure) =>
    [
        .. from frame in new StackTrace(failure).GetFrames()
           let method = frame.GetMethod()
           where method is not null && IsOutsideFramework(method)
           let name = MethodNames.Of(method)
           select (name.Type!.Name, name.Name),
    ];

    private static bool IsOutsideFramework(MethodBase method) =>
        method.DeclaringType?.Assembly.GetName().Name?.StartsWith("System.", StringComparison.Ordinal) == false;
}

using System.Diagnostics;
using System.Reflection;

namespace LineFraming.FuzzEngine;

/// <summary>What two failures of a target share that are the same failure.</summary>
/// <param name="Exception">The exception's type.</param>
/// <param name="Thrower">What threw it.</param>
/// <param name="Check">What found it, if the target knows that; null if not.</param>
internal sealed record FailureKind(string Exception, string? Thrower, string? Check = null)
{
    /// <summary>The kind of an exception that left a target: its type, and the method that threw it.</summary>
    /// <param name="failure">The exception.</param>
    public static FailureKind Of(Exception failure) => new(
        failure.GetType().FullName!, FramesOf(failure).Select(frame => $"{frame.Type}.{frame.Method}").FirstOrDefault());

    /// <summary>The methods on an exception's stack, the innermost first, without those of the framework.</summary>
    /// <param name="failure">The exception.</param>
    /// <returns>The simple name of each one's type, and its own.</returns>
    public static IReadOnlyList<(string Type, string Method)> FramesOf(Exception failure) =>
    [
        .. new StackTrace(failure).GetFrames().Select(frame => frame.GetMethod()).OfType<MethodBase>().Where(IsNotOfSystem).Select(NameOf),
    ];

    private static bool IsNotOfSystem(MethodBase method) =>
        method.DeclaringType?.Assembly.GetName().Name?.StartsWith("System.", StringComparison.Ordinal) == false;

    // What the compiler makes of an asynchronous method or a lambda, "PipeProperty.<Lines>d__0.MoveNext", goes by the name in it.
    private static (string Type, string Method) NameOf(MethodBase method)
    {
        Type type = method.DeclaringType!;
        string name = method.Name;
        while (type.DeclaringType is { } outer && type.Name.StartsWith('<'))
        {
            name = type.Name.StartsWith("<>", StringComparison.Ordinal) ? name : type.Name;
            type = outer;
        }

        bool isMade = name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) > 1;
        return (type.Name, isMade ? name[1..name.IndexOf('>', StringComparison.Ordinal)] : name);
    }
}

using System.Diagnostics;
using System.Reflection;

namespace LineFraming.Fuzz;

/// <summary>What two failures of a target share that are the same failure.</summary>
/// <param name="Exception">The exception's type.</param>
/// <param name="Rule">The rule that is violated, if one is.</param>
/// <param name="Property">The check that found it: the outermost method of a property; null if none was at work.</param>
/// <param name="Thrower">What threw it: for a violated property the type, which goes by any of its helpers, else the method.</param>
public sealed record FailureKind(string Exception, string? Rule, string? Property, string? Thrower)
{
    /// <summary>The kind of an exception that left a target.</summary>
    /// <param name="failure">The exception.</param>
    /// <returns>The kind.</returns>
    public static FailureKind Of(Exception failure)
    {
        if (failure is RemoteFailureException remote)
        {
            return remote.Kind;
        }

        IEnumerable<MethodBase> methods = new StackTrace(failure).GetFrames().Select(frame => frame.GetMethod()).OfType<MethodBase>();
        List<(string Type, string Method)> frames = [.. methods.Where(IsNotOfSystem).Select(NameOf)];
        string? rule = (failure as PropertyViolatedException)?.Rule;
        (string Type, string Method) property = frames.LastOrDefault(IsOfProperty);
        (string Type, string Method) thrower = frames.FirstOrDefault();
        return new FailureKind(failure.GetType().FullName!, rule, InOne(property), rule is null ? InOne(thrower) : thrower.Type);
    }

    private static string? InOne((string Type, string Method) frame) => frame.Type is null ? null : $"{frame.Type}.{frame.Method}";

    private static bool IsOfProperty((string Type, string Method) frame) =>
        frame.Type.EndsWith("Property", StringComparison.Ordinal) || frame.Type.EndsWith("Properties", StringComparison.Ordinal)
        || frame.Type == nameof(SessionLaw);

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

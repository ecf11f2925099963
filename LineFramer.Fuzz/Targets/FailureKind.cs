using System.Diagnostics;
using System.Reflection;

namespace LineFraming.Fuzz;

/// <summary>What two failures of a target share that are the same failure.</summary>
/// <param name="Exception">The exception's type.</param>
/// <param name="Rule">The rule that fell, if one did.</param>
/// <param name="Law">The check that found it out: the outermost method of a law; null if none was at work.</param>
/// <param name="Thrower">What threw it: for a broken law the type, which goes by any of its helpers, else the method.</param>
public sealed record FailureKind(string Exception, string? Rule, string? Law, string? Thrower)
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
        string? rule = (failure as LawBrokenException)?.Rule;
        (string Type, string Method) law = frames.LastOrDefault(IsOfLaw);
        (string Type, string Method) thrower = frames.FirstOrDefault();
        return new FailureKind(failure.GetType().FullName!, rule, InOne(law), rule is null ? InOne(thrower) : thrower.Type);
    }

    private static string? InOne((string Type, string Method) frame) => frame.Type is null ? null : $"{frame.Type}.{frame.Method}";

    private static bool IsOfLaw((string Type, string Method) frame) =>
        frame.Type.EndsWith("Law", StringComparison.Ordinal) || frame.Type.EndsWith("Laws", StringComparison.Ordinal);

    private static bool IsNotOfSystem(MethodBase method) =>
        method.DeclaringType?.Assembly.GetName().Name?.StartsWith("System.", StringComparison.Ordinal) == false;

    // What the compiler makes of an asynchronous method or a lambda, "PipeLaw.<Lines>d__0.MoveNext", goes by the name in it.
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

using System.Reflection;

namespace LineFraming.FuzzEngine;

/// <summary>The names of methods as their authors know them.</summary>
internal static class MethodNames
{
    /// <summary>
    /// The type and the name. What the compiler makes of an asynchronous method, of an iterator or of a lambda, such as
    /// <c>Lines.&lt;Read&gt;d__0.MoveNext</c>, goes by the type and the name in it.
    /// </summary>
    public static (Type? Type, string Name) Of(MethodBase method)
    {
        Type? type = method.DeclaringType;
        string name = method.Name;
        while (type?.DeclaringType is { } outer && type.Name.StartsWith('<'))
        {
            name = type.Name.StartsWith("<>", StringComparison.Ordinal) ? name : type.Name;
            type = outer;
        }

        bool isMade = name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) > 1;
        return (type, isMade ? name[1..name.IndexOf('>', StringComparison.Ordinal)] : name);
    }
}

using System.Reflection;

namespace LineFraming.FuzzEngine;

/// <summary>Finds the names of methods in the source.</summary>
internal static class MethodNames
{
    /// <summary>
    /// Returns the type and the name of a method. For code that the compiler generates for an async method, an iterator or a lambda,
    /// such as <c>Lines.&lt;Read&gt;d__0.MoveNext</c>, these are the type and the name of the source method.
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

namespace LineFraming.FuzzEngine;

/// <summary>
/// Names the exceptions that a method which is fuzzed is documented to throw: they, and exceptions derived from them, are no finding.
/// </summary>
/// <remarks>The engine looks for an attribute of this name, so a project may declare one of its own instead of referring to this package.</remarks>
/// <param name="exceptionTypes">The types.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MayThrowAttribute(params Type[] exceptionTypes) : Attribute
{
    /// <summary>The types.</summary>
    public IReadOnlyList<Type> ExceptionTypes => exceptionTypes;
}

namespace LineFraming.FuzzEngine;

/// <summary>
/// Names exceptions that a fuzzed method is documented to throw. These and exceptions derived from them are not findings.
/// </summary>
/// <remarks>The engine finds the attribute by its name, so a project may declare its own instead of referring to this package.</remarks>
/// <param name="exceptionTypes">The types of the exceptions.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MayThrowAttribute(params Type[] exceptionTypes) : Attribute
{
    /// <summary>The types of the exceptions.</summary>
    public IReadOnlyList<Type> ExceptionTypes => exceptionTypes;
}

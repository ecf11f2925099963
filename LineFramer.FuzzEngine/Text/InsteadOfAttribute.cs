namespace LineFraming.FuzzEngine;

/// <summary>Names the method that the hook with this attribute replaces in instrumented code.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class InsteadOfAttribute(Type type, string name) : Attribute
{
    /// <summary>The type that declares the method.</summary>
    public Type Type => type;

    /// <summary>The name of the method in metadata.</summary>
    public string Name => name;

    /// <summary>Whether the method is an instance method; the instance is the first parameter of the hook.</summary>
    public bool OnInstance { get; init; }
}

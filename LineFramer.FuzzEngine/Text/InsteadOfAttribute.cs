namespace LineFraming.FuzzEngine;

/// <summary>Names the method in whose place instrumented code calls the hook that has this attribute.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class InsteadOfAttribute(Type type, string name) : Attribute
{
    /// <summary>The type that declares it.</summary>
    public Type Type => type;

    /// <summary>Its name in metadata.</summary>
    public string Name => name;

    /// <summary>Whether it is called on an instance, which is the hook's first parameter.</summary>
    public bool OnInstance { get; init; }
}

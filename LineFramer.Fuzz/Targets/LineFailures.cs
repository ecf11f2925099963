namespace LineFraming.Fuzz;

/// <summary>What failures of the targets share that are the same failure.</summary>
internal static class LineFailures
{
    /// <summary>
    /// The kind of an exception that left a target. A violated property is known by its rule, by the outermost method of a
    /// property, and by the type that found it, any of whose helpers may have; anything else by what threw it.
    /// </summary>
    public static FailureKind KindOf(Exception failure)
    {
        FailureKind kind = FailureKind.Of(failure);
        IReadOnlyList<(string Type, string Method)> frames = FailureKind.FramesOf(failure);
        (string Type, string Method) property = frames.LastOrDefault(IsOfProperty);
        string? check = property.Type is null ? null : $"{property.Type}.{property.Method}";
        return failure is PropertyViolatedException { Rule: { } rule }
            ? kind with { Thrower = frames.FirstOrDefault(frame => frame.Type != nameof(ContractViolation)).Type, Check = $"{rule} {check}" }
            : kind with { Check = check };
    }

    private static bool IsOfProperty((string Type, string Method) frame) =>
        frame.Type.EndsWith("Property", StringComparison.Ordinal) || frame.Type.EndsWith("Properties", StringComparison.Ordinal)
        || frame.Type == nameof(SessionProperty);
}

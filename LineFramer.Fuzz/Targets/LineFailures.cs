namespace LineFraming.Fuzz;

/// <summary>Classifies the failures of the targets.</summary>
internal static class LineFailures
{
    /// <summary>
    /// Makes the kind of an exception that left a target. A violated property is identified by its rule, the outermost method of a
    /// property, and the type that found it, because any helper of that type may throw; another exception by the method that threw it.
    /// </summary>
    public static FailureKind KindOf(Exception failure)
    {
        FailureKind kind = FailureKind.Of(failure);
        IReadOnlyList<(string Type, string Method)> frames = FailureKind.FramesOf(failure);
        (string Type, string Method) property = frames.LastOrDefault(IsOfProperty);
        string? thrower = frames.FirstOrDefault(frame => frame.Type != nameof(ContractViolation)).Type;
        string? check = property.Type is null ? null : $"{property.Type}.{property.Method}";
        return failure is PropertyViolatedException { Rule: { } rule }
            ? kind with { Thrower = thrower, Check = $"{rule} {check}" }
            : kind with { Check = check };
    }

    private static bool IsOfProperty((string Type, string Method) frame) =>
        frame.Type.EndsWith("Property", StringComparison.Ordinal) || frame.Type.EndsWith("Properties", StringComparison.Ordinal)
        || frame.Type == nameof(SessionProperty);
}

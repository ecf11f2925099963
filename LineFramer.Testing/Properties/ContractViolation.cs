using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LineFraming.Testing;

/// <summary>
/// Throws for a rule of the contract, each rule from a method of its own. Findings of a fuzzer are sorted by the innermost frames
/// of their stacks: with one throwing method a rule, two rules that share a check are two findings. Neither these methods nor
/// what calls them on the way from a target is inlined, so one bug has the same frames whatever the JIT has compiled.
/// </summary>
internal static class ContractViolation
{
    /// <summary>R1: chunking shows.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R1Chunking(string what) => throw new PropertyViolatedException("R1", what);

    /// <summary>R2: a line ends where it should not, or by another delimiter.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R2Delimiter(string what) => throw new PropertyViolatedException("R2", what);

    /// <summary>R3: the limit counts something else.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R3Limit(string what) => throw new PropertyViolatedException("R3", what);

    /// <summary>R3: a limit that is offered does not work.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R3Limit(string what, Exception thrown) => throw new PropertyViolatedException("R3", what, thrown);

    /// <summary>R4: an event comes too early, too late or never.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R4When(string what) => throw new PropertyViolatedException("R4", what);

    /// <summary>R5: an oversized line is not handled as its policy says.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R5Oversized(string what) => throw new PropertyViolatedException("R5", what);

    /// <summary>R6: an empty line is lost.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R6EmptyLine(string what) => throw new PropertyViolatedException("R6", what);

    /// <summary>R7: the end of the stream gives something else.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R7End(string what) => throw new PropertyViolatedException("R7", what);

    /// <summary>R8: a byte is lost, invented or misplaced.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R8Conservation(string what) => throw new PropertyViolatedException("R8", what);

    /// <summary>R9: more or less is consumed than the line that was returned.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R9HandOff(string what) => throw new PropertyViolatedException("R9", what);

    /// <summary>R10: too much is buffered.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R10Memory(string what) => throw new PropertyViolatedException("R10", what);

    /// <summary>R11: work is not linear in the stream.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R11Work(string what) => throw new PropertyViolatedException("R11", what);

    /// <summary>R13: data throws.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R13AnyByte(string what, Exception thrown) => throw new PropertyViolatedException("R13", what, thrown);

    /// <summary>R14: the writer is tricked, or rejects what it need not.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R14Writer(string what) => throw new PropertyViolatedException("R14", what);

    /// <summary>R16: something else follows a checkpoint.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void R16Resume(string what) => throw new PropertyViolatedException("R16", what);
}

using System.Diagnostics;

namespace LineFraming.FuzzEngine;

/// <summary>Describes an input, decoded by its target's layout.</summary>
internal delegate string InputDescription(ReadOnlySpan<byte> input);

/// <summary>Lists inputs that are one step simpler than this one after decoding, the simplest first.</summary>
internal delegate IEnumerable<byte[]> InputShrinker(byte[] input);

/// <summary>A fuzzing target: a method, and how to describe, name, simplify and run its inputs.</summary>
internal record FuzzTarget(string Name, FuzzMethod Method, TargetAction Run)
{
    /// <summary>The name of the target's corpus folder and findings folder.</summary>
    public string FolderName { get; init; } = Name;

    /// <summary>Describes an input.</summary>
    public InputDescription Describe { get; init; } = input => $"{input.Length} bytes";

    /// <summary>Lists inputs that are one step simpler.</summary>
    public InputShrinker Simpler { get; init; } = _ => [];

    /// <summary>Names an input for the corpus.</summary>
    public InputDescription NameOf { get; init; } = input => $"of-{input.Length}-bytes";

    /// <summary>Classifies a failure: two inputs have the same finding if the kinds are equal.</summary>
    public Func<Exception, FailureKind> KindOf { get; init; } = FailureKind.Of;

    /// <summary>The libFuzzer flags that the target needs.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>The maximum length of the inputs that libFuzzer generates, in bytes; null for libFuzzer's default.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Words for the dictionary, so that libFuzzer need not find them byte by byte.</summary>
    public IReadOnlyList<byte[]> Words { get; init; } = [];

    /// <summary>Whether the string and byte literals of the instrumented assemblies are added to the dictionary.</summary>
    public bool TakesLiterals { get; init; }

    /// <summary>The path of a libFuzzer dictionary to add to the words; null for none.</summary>
    public string? Dictionary { get; init; }

    /// <summary>The folder of seed inputs, which a session reads and never writes; null for none.</summary>
    public string? Seeds { get; init; }

    /// <summary>
    /// Makes the start information of a process that runs inputs with <see cref="InputWorker"/>, given the word that marks the
    /// lines it reports.
    /// </summary>
    public Func<string, ProcessStartInfo> StartWorker { get; init; } = _ =>
        throw new InvalidOperationException($"{Name} runs only in sessions.");
}

using System.Diagnostics;

namespace LineFraming.FuzzEngine;

/// <summary>What an input stands for.</summary>
/// <returns>The input, decoded by its target's layout.</returns>
internal delegate string InputDescription(ReadOnlySpan<byte> input);

/// <summary>Makes an input simpler, as what it stands for.</summary>
/// <returns>Inputs that are simpler by one step, the simplest first.</returns>
internal delegate IEnumerable<byte[]> InputShrinker(byte[] input);

/// <summary>A fuzzing target: a method, and all that is known of its inputs.</summary>
internal record FuzzTarget(string Name, FuzzMethod Method, TargetAction Run)
{
    /// <summary>The name of its folder of findings and of its corpus.</summary>
    public string FolderName { get; init; } = Name;

    /// <summary>What an input stands for.</summary>
    public InputDescription Describe { get; init; } = input => $"{input.Length} bytes";

    /// <summary>Makes an input simpler.</summary>
    public InputShrinker Simpler { get; init; } = _ => [];

    /// <summary>A name for an input in the corpus.</summary>
    public InputDescription NameOf { get; init; } = input => $"of-{input.Length}-bytes";

    /// <summary>What a failure shares with others that are the same.</summary>
    public Func<Exception, FailureKind> KindOf { get; init; } = FailureKind.Of;

    /// <summary>Flags of libFuzzer that it needs.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>The longest input that libFuzzer makes, in bytes; null for what libFuzzer chooses.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Words that inputs are made of, so that libFuzzer need not find them byte by byte.</summary>
    public IReadOnlyList<byte[]> Words { get; init; } = [];

    /// <summary>Whether the string and byte literals of what is instrumented are words too.</summary>
    public bool TakesLiterals { get; init; }

    /// <summary>A dictionary of libFuzzer's, beside the words; null for none.</summary>
    public string? Dictionary { get; init; }

    /// <summary>The folder of inputs that a session begins with and never writes; null for none.</summary>
    public string? Seeds { get; init; }

    /// <summary>
    /// How to start a process that runs inputs with <see cref="InputWorker"/>, given the word that marks what it reports.
    /// </summary>
    public Func<string, ProcessStartInfo> StartWorker { get; init; } = _ => throw new InvalidOperationException($"{Name} runs in sessions alone.");
}

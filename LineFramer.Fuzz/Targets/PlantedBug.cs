using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LineFraming.Fuzz;

/// <summary>
/// A bug that is planted to test the engine. It is one that blind mutation does not find, or one that ends the process in a
/// particular way.
/// </summary>
internal sealed record PlantedBug(string Name, TargetAction Run, params string[] Flags)
{
    // The first byte that triggers a crash: it is found quickly, but not with the first input, which is empty.
    private const byte Trigger = (byte)'!';

    // Each row is a state, and each byte modulo 16 selects the next state; only one path leads to the last state.
    private static readonly byte[] NextState = MakeStates("planted"u8);

    private static readonly Func<object?> Nothing = () => null;
    private static int _depth;

    /// <summary>All planted bugs.</summary>
    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        new("four-byte-number", input => ThrowIf(input.Length >= 4 && BinaryPrimitives.ReadInt32LittleEndian(input) == 0x4a0d1c0a)),
        new(
            "eight-byte-number",
            input => ThrowIf(input.Length >= 8 && BinaryPrimitives.ReadInt64LittleEndian(input) == 0x4a0d1c0a_77b1e5d3)),
        new("span", input => ThrowIf(input.StartsWith("no chance"u8))),
        new("hidden-state", input => ThrowIf(LastState(input) == NextState.Length / 16)),
        new("behind-the-first-inputs", LongerInputs.Run),
        new("exception-on-a-thread", input => If(input, OnAThread)),
        new("null-reference", input => If(input, () => Nothing()!.ToString())),
        new("native-fault", input => If(input, () => Marshal.WriteByte(unchecked((nint)0x7000_0000_1234), 1))),
        new("fail-fast", input => If(input, () => Environment.FailFast("planted"))),
        new("stack-overflow", input => If(input, () => Deeper())),
        new("exit", input => If(input, () => Environment.Exit(0))),
        new("hang", input => If(input, () => SpinWait.SpinUntil(() => false)), "-timeout=2"),
        new("out-of-memory", input => If(input, Allocate), "-rss_limit_mb=512"),
        .. Gate.All.Select(gate => gate.AsPlanted),
    ];

    /// <summary>The kind of code that the bug represents; null if the name is enough.</summary>
    public string? CodeKind { get; init; }

    /// <summary>The time limit of a session, in seconds; null for the default.</summary>
    public double? Seconds { get; init; }

    /// <summary>The bug as a target, so that its findings can be replayed and minimized.</summary>
    public FuzzTarget AsTarget => new(Name, TargetEntry.MethodOfPlanted(Name), Run)
    {
        Describe = input => Escape.Quote(input),
        Simpler = Shrinker.Shrink,
        Flags = Flags,
        TakesLiterals = CodeKind is not null,
        StartWorker = word => ThisProgram.Start([RunInputsCommand.Name, Name, RunInputsCommand.WordOption, word]),
    };

    /// <summary>Runs the bug that <see cref="LongerInputs"/> leads to.</summary>
    internal static void Open(ReadOnlySpan<byte> longer) => If(longer, () => ThrowIf(true));

    private static void ThrowIf(bool isFound)
    {
        if (isFound)
        {
            throw new InvalidOperationException("planted");
        }
    }

    private static void If(ReadOnlySpan<byte> input, Action crash)
    {
        if (input.Length > 0 && input[0] == Trigger)
        {
            crash();
        }
    }

    private static int LastState(ReadOnlySpan<byte> input)
    {
        int state = 0;
        foreach (byte b in input[..Math.Min(input.Length, NextState.Length / 16)])
        {
            state = NextState[(16 * state) + (b % 16)];
            StateHints.Report(state);
        }

        return state;
    }

    private static byte[] MakeStates(ReadOnlySpan<byte> word)
    {
        byte[] states = new byte[16 * word.Length];
        for (int i = 0; i < word.Length; i++)
        {
            states[(16 * i) + (word[i] % 16)] = (byte)(i + 1);
        }

        return states;
    }

    private static void OnAThread()
    {
        Thread thread = new(() => ThrowIf(true));
        thread.Start();
        thread.Join();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Deeper() => ++_depth + Deeper() + _depth;

    private static void Allocate()
    {
        List<byte[]> kept = [];
        while (kept.Count < 1000)
        {
            byte[] block = new byte[10_000_000];
            block.AsSpan().Fill(1);
            kept.Add(block);
        }

        GC.KeepAlive(kept);
    }
}

/// <summary>Is not instrumented, so libFuzzer's first inputs, of no byte and of one byte, reach no instrumented code.</summary>
internal static class LongerInputs
{
    /// <summary>Passes on inputs of at least four bytes.</summary>
    public static void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length >= 4)
        {
            PlantedBug.Open(input);
        }
    }
}

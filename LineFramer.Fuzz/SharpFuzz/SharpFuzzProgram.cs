using System.Diagnostics;
using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>
/// SharpFuzz as the program of a session: libFuzzer in a driver of our own, and the target in a process that the driver starts,
/// which is this program once more, over copies that SharpFuzz has instrumented.
/// </summary>
internal sealed record SharpFuzzProgram(string Driver) : ISessionProgram
{
    /// <summary>The environment variable with the folder of the instrumented copies.</summary>
    public const string CopiesVariable = "LINEFRAMING_FUZZ_COPIES";

    // What the shared memory segment has room for.
    private const int SegmentOfInput = 1 << 20;
    private const int Megabyte = 1 << 20;

    // Flags that name methods: a cell of SharpFuzz's map has no name.
    private static readonly string[] OfBlocks = ["print_coverage", "print_full_coverage", "print_pcs", "print_funcs", "focus_function"];

    /// <inheritdoc/>
    public bool CountsBlocks => false;

    /// <inheritdoc/>
    public int? LongestInput => SegmentOfInput;

    /// <summary>What is wrong with a flag of libFuzzer's, as a sentence; null if nothing is.</summary>
    public static string? WhatIsWrong(string flag)
    {
        (string name, string? value) = FuzzerFlags.Split(flag);
        return OfBlocks.Contains(name) && value != "0" ? $"A session with SharpFuzz cannot take {flag}: SharpFuzz does not know which methods it counts."
            : FuzzerFlags.MaxLengthOf([flag]) > SegmentOfInput ? string.Create(CultureInfo.InvariantCulture, $"A session with SharpFuzz cannot take {flag}: its inputs have at most {SegmentOfInput} bytes.")
            : null;
    }

    /// <inheritdoc/>
    public ProcessStartInfo Start(FuzzTarget target, string folder, IEnumerable<string> arguments, string temporary)
    {
        string copies = Path.Combine(temporary, "copies");
        if (!Directory.Exists(copies))
        {
            Directory.CreateDirectory(copies);
            InstrumentedCopies.Make(target.Method, copies);
        }

        List<string> words = [.. arguments];
        ProcessStartInfo child = ThisProgram.Start([SharpFuzzCommand.Name]);
        ProcessStartInfo start = new(Driver, [.. words, $"--target_path={child.FileName}", .. child.ArgumentList.Select(word => $"--target_arg={word}")])
        {
            WorkingDirectory = folder,
        };
        target.Method.WriteTo(start.Environment);
        start.Environment[CopiesVariable] = copies;

        // libFuzzer watches the memory of its own process, where the target is not.
        if (FuzzerFlags.MemoryOf(words) is > 0 and int megabytes)
        {
            start.Environment["DOTNET_GCHeapHardLimit"] = ((long)megabytes * Megabyte).ToString("x", CultureInfo.InvariantCulture);
        }

        return start;
    }
}

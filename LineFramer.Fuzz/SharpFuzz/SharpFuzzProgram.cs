using System.Diagnostics;
using System.Globalization;

namespace LineFraming.Fuzz;

/// <summary>
/// SharpFuzz as the program of a session: libFuzzer runs in our driver, and the target in a child process, which is this program
/// with copies of the assemblies that SharpFuzz has instrumented.
/// </summary>
internal sealed record SharpFuzzProgram(string Driver) : ISessionProgram
{
    /// <summary>The environment variable with the folder of the instrumented copies.</summary>
    public const string CopiesVariable = "LINEFRAMING_FUZZ_COPIES";

    // The size of the part of the shared memory segment for the input.
    private const int SegmentOfInput = 1 << 20;
    private const int Megabyte = 1 << 20;

    // Flags that need the names of methods; SharpFuzz's map has none.
    private static readonly string[] FlagsOfMethods =
        ["print_coverage", "print_full_coverage", "print_pcs", "print_funcs", "focus_function"];

    /// <inheritdoc/>
    public bool CountsBlocks => false;

    /// <inheritdoc/>
    public int? MaxInputLength => SegmentOfInput;

    /// <summary>Says what is wrong with a libFuzzer flag, as a sentence; null if nothing is.</summary>
    public static string? FindError(string flag)
    {
        (string name, string? value) = FuzzerFlags.Split(flag);
        string? reason = FlagsOfMethods.Contains(name) && value != "0" ? "SharpFuzz does not know which methods it counts"
            : FuzzerFlags.MaxLengthOf([flag]) > SegmentOfInput
                ? string.Create(CultureInfo.InvariantCulture, $"its inputs have at most {SegmentOfInput} bytes")
            : null;
        return reason is null ? null : $"A session with SharpFuzz cannot take {flag}: {reason}.";
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
        ProcessStartInfo start = new(
            Driver, [.. words, $"--target_path={child.FileName}", .. child.ArgumentList.Select(word => $"--target_arg={word}")])
        {
            WorkingDirectory = folder,
        };
        target.Method.WriteTo(start.Environment);
        start.Environment[CopiesVariable] = copies;

        // libFuzzer limits the memory of its own process only, so the runtime limits that of the target.
        if (FuzzerFlags.MemoryOf(words) is > 0 and int megabytes)
        {
            start.Environment["DOTNET_GCHeapHardLimit"] = ((long)megabytes * Megabyte).ToString("x", CultureInfo.InvariantCulture);
        }

        return start;
    }
}

namespace LineFraming.FuzzEngine;

/// <summary>The file beside an exported target that says what it runs; the native host reads it.</summary>
/// <param name="Hostfxr">The path of libhostfxr.so, relative to the target.</param>
/// <param name="Program">The path of the managed program, relative to the target.</param>
internal sealed record TargetFile(string Hostfxr, string Program)
{
    /// <summary>What its name has after that of the target.</summary>
    public const string Ending = ".target";

    /// <summary>Writes it.</summary>
    /// <param name="target">The path of the target.</param>
    /// <param name="method">What it runs.</param>
    /// <param name="assembly">The path of the method's assembly, relative to the target.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string target, FuzzMethod method, string assembly) => File.WriteAllLines(
        target + Ending,
        [
            $"hostfxr={Hostfxr}",
            $"program={Program}",
            $"assembly={assembly}",
            $"method={method.Method}",
            .. method.Argument is { } argument ? [$"argument={argument}"] : (string[])[],
            .. method.Instrument.Select(name => $"instrument={name}"),
            .. method.Expected.Select(name => $"ignore={name}"),
        ]);
}

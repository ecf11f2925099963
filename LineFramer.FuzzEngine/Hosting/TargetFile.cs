namespace LineFraming.FuzzEngine;

/// <summary>
/// The file next to an exported target that tells the native host what to run. Its paths are relative to the target.
/// </summary>
internal sealed record TargetFile(string Hostfxr, string Program)
{
    /// <summary>The extension that is appended to the name of the target.</summary>
    public const string Extension = ".target";

    /// <summary>Writes the file for a target whose assembly is at a path relative to it.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string target, FuzzMethod method, string assembly) => File.WriteAllLines(
        target + Extension,
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

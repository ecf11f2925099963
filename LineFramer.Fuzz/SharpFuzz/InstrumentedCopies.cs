using System.Reflection;
using SharpFuzz;

namespace LineFraming.Fuzz;

/// <summary>Makes copies of a session's assemblies that SharpFuzz instruments.</summary>
internal static class InstrumentedCopies
{
    // The separator before the name of a nested type.
    private const char NestedTypeSeparator = '/';

    /// <summary>Makes the copies.</summary>
    /// <exception cref="FuzzRejectedException">SharpFuzz cannot instrument an assembly.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void Make(FuzzMethod method, string folder)
    {
        AssemblyLocator locator = method.Locator;
        foreach ((string name, Predicate<string>? types) in InstrumentedTarget.InstrumentedTypes(method.Instrument))
        {
            string original = locator.PathOf(new AssemblyName(name))
                ?? throw new FuzzRejectedException($"There is no assembly {name} to instrument.");
            string copy = Path.Combine(folder, $"{name}.dll");

            // File.Copy is not used, because its copy of a read-only file is read-only.
            File.WriteAllBytes(copy, File.ReadAllBytes(original));
            Instrument(copy, original, types);
        }
    }

    private static void Instrument(string copy, string original, Predicate<string>? types)
    {
        try
        {
            Fuzzer.Instrument(copy, type => types is null || types(type.Split(NestedTypeSeparator)[0]), Options.Value);
        }
#pragma warning disable CA1031 // SharpFuzz documents one exception, but its reader of assemblies throws others too.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            throw new FuzzRejectedException($"SharpFuzz cannot instrument {original}: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }
}

using System.Reflection;
using SharpFuzz;

namespace LineFraming.Fuzz;

/// <summary>Copies of the assemblies that a method's session explores, which SharpFuzz has instrumented.</summary>
internal static class InstrumentedCopies
{
    // What comes before the name of a nested type.
    private const char NestedFollows = '/';

    /// <summary>Makes them.</summary>
    /// <exception cref="FuzzRejectedException">SharpFuzz does not take one of them.</exception>
    /// <exception cref="IOException">One cannot be read or written.</exception>
    public static void Make(FuzzMethod method, string folder)
    {
        AssemblyNeighbours neighbours = method.Neighbours;
        foreach ((string name, Predicate<string>? types) in InstrumentedTarget.InstrumentedTypes(method.Instrument))
        {
            string original = neighbours.PathOf(new AssemblyName(name)) ?? throw new FuzzRejectedException($"There is no assembly {name} to instrument.");
            string copy = Path.Combine(folder, $"{name}.dll");

            // Not by File.Copy, whose copy of a read-only file is read-only too.
            File.WriteAllBytes(copy, File.ReadAllBytes(original));
            Instrument(copy, original, types);
        }
    }

    private static void Instrument(string copy, string original, Predicate<string>? types)
    {
        try
        {
            Fuzzer.Instrument(copy, type => types is null || types(type.Split(NestedFollows)[0]), Options.Value);
        }
#pragma warning disable CA1031 // It documents one exception, and its reader of assemblies throws others.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            throw new FuzzRejectedException($"SharpFuzz cannot instrument {original}: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }
}

using Mono.Cecil;
using Mono.Cecil.Cil;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Instruments an assembly in memory, so that libFuzzer sees which basic blocks an input reaches and what it is compared
/// with. What the assembly does stays the same.
/// </summary>
internal static class Instrumenter
{
    /// <summary>Instruments an assembly.</summary>
    /// <param name="assembly">The file's bytes.</param>
    /// <param name="symbols">The bytes of its portable PDB, or null.</param>
    /// <param name="includes">Which of its top-level types to instrument; null for all.</param>
    /// <returns>The instrumented assembly and its counters.</returns>
    /// <exception cref="BadImageFormatException">The bytes are not an assembly.</exception>
    public static InstrumentedAssembly Instrument(byte[] assembly, byte[]? symbols, Predicate<TypeDefinition>? includes = null)
    {
        using MemoryStream input = new(assembly);
        using MemoryStream? inputSymbols = symbols is null ? null : new(symbols);
        ReaderParameters reading = new()
        {
            ReadSymbols = symbols is not null,
            SymbolStream = inputSymbols,

            // Symbols of another build are as good as none.
            ThrowIfSymbolsAreNotMatching = false,
            SymbolReaderProvider = symbols is null ? null : new PortablePdbReaderProvider(),
        };
        using ModuleDefinition module = ModuleDefinition.ReadModule(input, reading);
        MethodRewriter rewriter = new(module, isWhole: includes is null);
        foreach (TypeDefinition type in module.Types.Where(type => includes is null || includes(type)))
        {
            Rewrite(type, rewriter);
        }

        CoverageMap map = rewriter.Finish();

        // Code that was compiled beforehand does not come along, so nothing is left to bind it to one machine.
        if (!module.Attributes.HasFlag(ModuleAttributes.ILOnly))
        {
            module.Attributes = ModuleAttributes.ILOnly;
            module.Architecture = TargetArchitecture.I386;
        }

        module.Attributes &= ~ModuleAttributes.StrongNameSigned;
        using MemoryStream output = new();
        using MemoryStream outputSymbols = new();
        WriterParameters writing = new()
        {
            WriteSymbols = symbols is not null,
            SymbolStream = symbols is null ? null : outputSymbols,
            SymbolWriterProvider = symbols is null ? null : new PortablePdbWriterProvider(),
        };
        module.Write(output, writing);
        return new InstrumentedAssembly(output.ToArray(), symbols is null ? null : outputSymbols.ToArray(), map);
    }

    private static void Rewrite(TypeDefinition type, MethodRewriter rewriter)
    {
        foreach (MethodDefinition method in type.Methods.Where(method => method.HasBody && method.Body.Instructions.Count > 0))
        {
            rewriter.Rewrite(method);
        }

        foreach (TypeDefinition nested in type.NestedTypes)
        {
            Rewrite(nested, rewriter);
        }
    }
}

/// <summary>An assembly that counts which basic blocks are reached.</summary>
/// <param name="Assembly">The bytes of the assembly.</param>
/// <param name="Symbols">The bytes of its portable PDB, or null if it had none.</param>
/// <param name="Coverage">Its counters.</param>
internal sealed record InstrumentedAssembly(byte[] Assembly, byte[]? Symbols, CoverageMap Coverage);

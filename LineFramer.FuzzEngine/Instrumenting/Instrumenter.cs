using Mono.Cecil;
using Mono.Cecil.Cil;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Instruments an assembly in memory, so that libFuzzer sees which basic blocks an input reaches and which values it is compared
/// with. The behaviour of the assembly does not change.
/// </summary>
internal static class Instrumenter
{
    /// <summary>Instruments an assembly and returns it with its counters.</summary>
    /// <exception cref="BadImageFormatException">The bytes are not an assembly.</exception>
    public static InstrumentedAssembly Instrument(byte[] assembly, byte[]? symbols, Predicate<TypeDefinition>? includes = null)
    {
        CoverageMap? map = null;
        RewrittenAssembly rewritten = Rewrite(assembly, symbols, module =>
        {
            MethodRewriter rewriter = new(module, isWhole: includes is null);
            foreach (MethodDefinition method in MethodsOf(module, includes))
            {
                rewriter.Rewrite(method);
            }

            map = rewriter.Finish();
        });
        return new(rewritten.Assembly, rewritten.Symbols, map!);
    }

    /// <summary>Rewrites an assembly, so that the result can be loaded from memory.</summary>
    /// <exception cref="BadImageFormatException">The bytes are not an assembly.</exception>
    public static RewrittenAssembly Rewrite(byte[] assembly, byte[]? symbols, Action<ModuleDefinition> rewrite)
    {
        using MemoryStream input = new(assembly);
        using MemoryStream? inputSymbols = symbols is null ? null : new(symbols);
        ReaderParameters reading = new()
        {
            ReadSymbols = symbols is not null,
            SymbolStream = inputSymbols,

            // Symbols from another build are ignored.
            ThrowIfSymbolsAreNotMatching = false,
            SymbolReaderProvider = symbols is null ? null : new PortablePdbReaderProvider(),
        };
        using ModuleDefinition module = ModuleDefinition.ReadModule(input, reading);
        rewrite(module);

        // Precompiled code is not copied, so the result does not depend on a processor.
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
        return new RewrittenAssembly(output.ToArray(), symbols is null ? null : outputSymbols.ToArray());
    }

    /// <summary>Lists the methods with code of the included top-level types and their nested types.</summary>
    public static IEnumerable<MethodDefinition> MethodsOf(ModuleDefinition module, Predicate<TypeDefinition>? includes) =>
        module.Types.Where(type => includes is null || includes(type)).SelectMany(MethodsOf);

    private static IEnumerable<MethodDefinition> MethodsOf(TypeDefinition type) =>
        type.Methods.Where(method => method.HasBody && method.Body.Instructions.Count > 0).Concat(type.NestedTypes.SelectMany(MethodsOf));
}

/// <summary>A rewritten assembly in memory.</summary>
internal record RewrittenAssembly(byte[] Assembly, byte[]? Symbols);

/// <summary>An assembly that counts its basic blocks.</summary>
internal sealed record InstrumentedAssembly(byte[] Assembly, byte[]? Symbols, CoverageMap Coverage) : RewrittenAssembly(Assembly, Symbols);

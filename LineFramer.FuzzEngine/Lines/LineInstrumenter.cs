using System.Diagnostics.CodeAnalysis;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Rewrites an assembly to count how often each statement runs and which way each condition goes, for coverage reports.
/// Sessions use other counters: one byte each, for as few basic blocks as possible.
/// </summary>
internal sealed class LineInstrumenter
{
    private readonly nint _counters;
    private readonly LineTable _table;

    private LineInstrumenter(nint counters, LineTable table) => (_counters, _table) = (counters, table);

    /// <summary>Rewrites an assembly.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="BadImageFormatException">The file is not an assembly.</exception>
    public static CountedAssembly Rewrite(string path, Predicate<TypeDefinition>? includes, nint counters)
    {
        byte[]? symbols = AssemblySymbols.Of(path);
        LineTable? table = null;
        RewrittenAssembly rewritten = Instrumenter.Rewrite(File.ReadAllBytes(path), symbols, module =>
        {
            string file = $"{Path.GetFileNameWithoutExtension(path)}.pdb";
            string? noLinesReason = symbols is null ? $"it has no portable PDB, neither {file} next to it nor an embedded one"
                : module.HasSymbols ? null
                : "its PDB is from another build";
            table = new(module.Assembly.Name.Name, noLinesReason);
            LineInstrumenter instrumenter = new(counters, table);
            foreach (MethodDefinition method in Instrumenter.MethodsOf(module, includes).Where(method => !IsExcluded(method)))
            {
                instrumenter.Rewrite(method);
            }
        });
        return new(rewritten.Assembly, rewritten.Symbols, table!);
    }

    private static bool IsExcluded(MethodDefinition method) => method.CustomAttributes.Concat(method.DeclaringType.CustomAttributes)
        .Any(attribute => attribute.AttributeType.Name == nameof(ExcludeFromCodeCoverageAttribute));

    private void Rewrite(MethodDefinition method)
    {
        MethodBody body = method.Body;
        Dictionary<int, SequencePoint> points = method.DebugInformation.SequencePoints.DistinctBy(point => point.Offset)
            .ToDictionary(point => point.Offset);
        string name = $"{method.DeclaringType.FullName.Replace('/', '+')}.{method.Name}";
        body.SimplifyMacros();

        // Only debuggers use the scopes of locals, and updating them takes quadratic time.
        method.DebugInformation.Scope = null;
        LineProbes probes = new(body);
        _table.Methods.Add((name, probes.Before(body.Instructions[0], Next)));
        SequencePoint? current = null;
        foreach (Instruction instruction in body.Instructions)
        {
            if (points.TryGetValue(instruction.Offset, out SequencePoint? point))
            {
                current = point.IsHidden ? null : point;
                if (current is not null)
                {
                    _table.Statements.Add(
                        new(
                            method.DeclaringType.FullName,
                            FileOf(point),
                            point.StartLine,
                            point.EndLine,
                            probes.Before(instruction, Next)));
                }
            }

            if (current is not null && instruction.OpCode.FlowControl == FlowControl.Cond_Branch && !IsOfTheCompiler(instruction))
            {
                _table.Conditions.Add(ConditionAt(instruction, current, probes));
            }
        }

        probes.Insert(_counters);
        body.OptimizeMacros();
    }

    private CountedCondition ConditionAt(Instruction jump, SequencePoint point, LineProbes probes)
    {
        int before = probes.Before(jump, Next);
        int after = probes.After(jump, Next);
        IEnumerable<Instruction> targets = jump.Operand is Instruction[] several ? several.Distinct() : [];
        return new(FileOf(point), point.StartLine, before, after, [.. targets.Select(target => probes.Before(target, Next))]);
    }

    // The compiler caches a delegate in a field that the source does not contain.
    private static bool IsOfTheCompiler(Instruction jump) =>
        jump.Previous is { OpCode.Code: Code.Dup, Previous: { OpCode.Code: Code.Ldsfld, Operand: FieldReference field } }
        && field.Name.StartsWith('<');

    private static string FileOf(SequencePoint point) => point.Document.Url.Replace('\\', '/');

    private int Next() => _table.Count++;
}

/// <summary>A rewritten assembly that counts its statements.</summary>
internal sealed record CountedAssembly(byte[] Assembly, byte[]? Symbols, LineTable Lines) : RewrittenAssembly(Assembly, Symbols);

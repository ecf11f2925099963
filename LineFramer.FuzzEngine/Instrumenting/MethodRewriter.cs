using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Rewrites the methods of one module: it adds a counter at the start of each basic block that needs one and a hook before
/// comparisons of numbers, and replaces comparisons of spans and strings by hooks.
/// </summary>
internal sealed class MethodRewriter(ModuleDefinition module, bool isWhole)
{
    // libFuzzer finds bytes by trying; reporting every comparison with one costs four times as much as everything else.
    private const int MinByte = -128;
    private const int MaxByte = 255;

    private readonly MethodReference _compare4 = module.ImportReference(typeof(Hooks).GetMethod(nameof(Hooks.Compare4)));
    private readonly MethodReference _compare8 = module.ImportReference(typeof(Hooks).GetMethod(nameof(Hooks.Compare8)));
    private readonly MethodReference _compareSingle = module.ImportReference(typeof(Hooks).GetMethod(nameof(Hooks.CompareSingle)));
    private readonly MethodReference _compareDouble = module.ImportReference(typeof(Hooks).GetMethod(nameof(Hooks.CompareDouble)));
    private readonly SpanCalls _spanCalls = new(module);
    private readonly TextCalls _textCalls = new(module);
    private readonly HashSet<string> _namesOfDelegates = NamesOfDelegates(module);
    private readonly List<Instruction> _addresses = [];
    private readonly List<bool> _isMethodEntry = [];
    private readonly List<BlockSource> _sources = [];

    /// <summary>Rewrites one method.</summary>
    public void Rewrite(MethodDefinition method)
    {
        MethodBody body = method.Body;
        BlockSources sources = new(method);
        body.SimplifyMacros();

        // Only debuggers use the scopes of locals, and updating them takes quadratic time.
        method.DebugInformation.Scope = null;
        List<Instruction> rewritten = Rewrite(body, sources);
        body.Instructions.Clear();
        foreach (Instruction instruction in rewritten)
        {
            body.Instructions.Add(instruction);
        }

        body.OptimizeMacros();
    }

    /// <summary>Makes the counters and writes their addresses into the code; must be called last.</summary>
    public unsafe CoverageMap Finish()
    {
        CoverageMap map = new(_isMethodEntry, _sources);
        for (int i = 0; i < _addresses.Count; i++)
        {
            _addresses[i].Operand = (long)(map.Counters + i);
        }

        return map;
    }

    private List<Instruction> Rewrite(MethodBody body, BlockSources sources)
    {
        HashSet<Instruction> starts = IsCountedByCallers(body) ? [] : BasicBlocks.Counted(body);
        StackTyping typing = new(body);
        HookLocals locals = new(body);
        List<Instruction> rewritten = new(2 * body.Instructions.Count);
        Instruction first = body.Instructions[0];
        Instruction? before = null;
        foreach (Instruction instruction in body.Instructions)
        {
            typing.Enter(instruction);
            StackType compared = IsComparison(instruction.OpCode.Code) && !IsByte(before) ? typing.TopTwo() : StackType.Unknown;
            typing.Step(instruction);
            before = instruction;
            if (starts.Contains(instruction))
            {
                _sources.Add(sources.At(instruction.Offset));

                // The operands of a jump target are unknown, so it never needs both a counter and a hook.
                before = Count(rewritten, instruction, instruction == first);
            }
            else
            {
                if (compared != StackType.Unknown)
                {
                    Compare(rewritten, locals, compared);
                }

                rewritten.Add(instruction);
            }

            UseHook(rewritten);
        }

        return rewritten;
    }

    // Replaces the last instruction if it is a call with a hook. A constrained call is left alone: it has the address of the object.
    private void UseHook(List<Instruction> rewritten)
    {
        Instruction last = rewritten[^1];
        bool isPlain = rewritten.Count < 2 || rewritten[^2].OpCode != OpCodes.Constrained;
        MethodReference? hook = last.OpCode == OpCodes.Call ? _spanCalls.InsteadOf(last.Operand) : null;
        hook ??= isPlain && last.OpCode.FlowControl == FlowControl.Call ? _textCalls.InsteadOf(last) : null;
        if (hook is not null)
        {
            last.OpCode = OpCodes.Call;
            last.Operand = hook;
        }
    }

    // A counter in such a method would show only that a caller ran, and callers have counters. That does not hold for methods
    // that are virtual, called through a delegate, or visible to code that is not rewritten, except for property accessors.
    private bool IsCountedByCallers(MethodBody body)
    {
        MethodDefinition method = body.Method;
        return BasicBlocks.IsOne(body)
            && body.Instructions[^1].OpCode.Code == Code.Ret
            && !method.IsVirtual
            && (method.IsGetter || method.IsSetter || (isWhole && !IsVisibleToOthers(method)))
            && !_namesOfDelegates.Contains(method.Name);
    }

    private static bool IsVisibleToOthers(MethodDefinition method)
    {
        bool isSeen = method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
        for (TypeDefinition? type = method.DeclaringType; type is not null; type = type.DeclaringType)
        {
            isSeen &= type.IsPublic || type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly;
        }

        return isSeen;
    }

    /// <summary>
    /// Inserts counting before an instruction. The instruction object becomes the first counting instruction, followed by a copy of
    /// the original, so that branches, handlers and sequence points refer to the counting.
    /// </summary>
    private Instruction Count(List<Instruction> rewritten, Instruction start, bool isMethodEntry)
    {
        Instruction copy = Instruction.Create(OpCodes.Nop);
        copy.OpCode = start.OpCode;
        copy.Operand = start.Operand;
        start.OpCode = OpCodes.Ldc_I8;
        start.Operand = 0L;
        _addresses.Add(start);
        _isMethodEntry.Add(isMethodEntry);
        rewritten.Add(start);
        rewritten.Add(Instruction.Create(OpCodes.Conv_U));
        rewritten.Add(Instruction.Create(OpCodes.Dup));
        rewritten.Add(Instruction.Create(OpCodes.Ldind_U1));
        rewritten.Add(Instruction.Create(OpCodes.Ldc_I4, 1));
        rewritten.Add(Instruction.Create(OpCodes.Add));
        rewritten.Add(Instruction.Create(OpCodes.Stind_I1));
        rewritten.Add(copy);
        return copy;
    }

    // Compares names only, because references to generic methods are not their definitions; a false match costs one counter.
    private static HashSet<string> NamesOfDelegates(ModuleDefinition module) =>
    [
        .. from type in module.GetTypes()
           from method in type.Methods
           where method.HasBody
           from instruction in method.Body.Instructions
           where instruction.OpCode.Code is Code.Ldftn or Code.Ldvirtftn
           select ((MethodReference)instruction.Operand).Name,
    ];

    private void Compare(List<Instruction> rewritten, HookLocals locals, StackType type)
    {
        VariableDefinition right = locals.Of(type);
        rewritten.Add(Instruction.Create(OpCodes.Stloc, right));
        rewritten.Add(Instruction.Create(OpCodes.Dup));
        rewritten.Add(Instruction.Create(OpCodes.Ldloc, right));
        rewritten.Add(Instruction.Create(OpCodes.Call, type switch
        {
            StackType.Int32 => _compare4,
            StackType.Int64 => _compare8,
            StackType.Single => _compareSingle,
            _ => _compareDouble,
        }));
        rewritten.Add(Instruction.Create(OpCodes.Ldloc, right));
    }

    private static bool IsByte(Instruction? operand) => operand?.Operand switch
    {
        int number => operand.OpCode.Code == Code.Ldc_I4 && number is >= MinByte and <= MaxByte,
        long number => operand.OpCode.Code == Code.Ldc_I8 && number is >= MinByte and <= MaxByte,
        _ => operand?.OpCode.Code is Code.Conv_I8 or Code.Conv_U8 && IsByte(operand.Previous),
    };

    private static bool IsComparison(Code code) => code
        is Code.Beq or Code.Bne_Un or Code.Bge or Code.Bge_Un or Code.Bgt or Code.Bgt_Un or Code.Ble or Code.Ble_Un
        or Code.Blt or Code.Blt_Un or Code.Ceq or Code.Cgt or Code.Cgt_Un or Code.Clt or Code.Clt_Un;

    /// <summary>One local per type for the right operand, made on first use.</summary>
    private sealed class HookLocals(MethodBody body)
    {
        private readonly VariableDefinition?[] _locals = new VariableDefinition?[Enum.GetValues<StackType>().Length];

        public VariableDefinition Of(StackType type) => _locals[(int)type] ??= Add(type switch
        {
            StackType.Int32 => body.Method.Module.TypeSystem.Int32,
            StackType.Int64 => body.Method.Module.TypeSystem.Int64,
            StackType.Single => body.Method.Module.TypeSystem.Single,
            _ => body.Method.Module.TypeSystem.Double,
        });

        private VariableDefinition Add(TypeReference type)
        {
            VariableDefinition local = new(type);
            body.Variables.Add(local);
            return local;
        }
    }
}

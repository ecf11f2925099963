using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Rewrites the methods of one module: a counter at the start of each basic block that tells something, a hook before
/// comparisons of numbers, hooks in place of comparisons of byte spans.
/// </summary>
internal sealed class MethodRewriter(ModuleDefinition module, bool isWhole)
{
    // libFuzzer finds a byte by trying; telling it of every comparison with one costs four times as much as the rest.
    private const int LeastByte = -128;
    private const int MostByte = 255;

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

        // Only debuggers want the scopes of locals, and keeping them up to date takes quadratic time.
        method.DebugInformation.Scope = null;
        List<Instruction> rewritten = Rewrite(body, sources);
        body.Instructions.Clear();
        foreach (Instruction instruction in rewritten)
        {
            body.Instructions.Add(instruction);
        }

        body.OptimizeMacros();
    }

    /// <summary>Makes the counters, and writes their addresses into the code. The last thing to do.</summary>
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
        HashSet<Instruction> starts = IsToldByCallers(body) ? [] : BasicBlocks.Counted(body);
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

                // An instruction that is jumped to has unknown operands, so it cannot need both.
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

    // In place of the last instruction, if it is a call that has one. A constrained call has no object but its address.
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

    // All that counting it would tell is that a caller was there, and the callers are counted. What is virtual or called
    // through a delegate has others, and so has what code sees that is not rewritten, unless it is no more than a property.
    private bool IsToldByCallers(MethodBody body)
    {
        MethodDefinition method = body.Method;
        return BasicBlocks.IsOne(body)
            && body.Instructions[^1].OpCode.Code == Code.Ret
            && !method.IsVirtual
            && (method.IsGetter || method.IsSetter || (isWhole && !IsSeenByOthers(method)))
            && !_namesOfDelegates.Contains(method.Name);
    }

    private static bool IsSeenByOthers(MethodDefinition method)
    {
        bool isSeen = method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
        for (TypeDefinition? type = method.DeclaringType; type is not null; type = type.DeclaringType)
        {
            isSeen &= type.IsPublic || type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly;
        }

        return isSeen;
    }

    /// <summary>
    /// Puts the counting before an instruction. The instruction itself becomes the first of it, with a copy after it: then
    /// branches, handlers and sequence points that refer to it refer to the counting, as they should.
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

    // By name only, because a generic one is not referred to by its definition; one too many costs a counter.
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
        int number => operand.OpCode.Code == Code.Ldc_I4 && number is >= LeastByte and <= MostByte,
        long number => operand.OpCode.Code == Code.Ldc_I8 && number is >= LeastByte and <= MostByte,
        _ => operand?.OpCode.Code is Code.Conv_I8 or Code.Conv_U8 && IsByte(operand.Previous),
    };

    private static bool IsComparison(Code code) => code
        is Code.Beq or Code.Bne_Un or Code.Bge or Code.Bge_Un or Code.Bgt or Code.Bgt_Un or Code.Ble or Code.Ble_Un
        or Code.Blt or Code.Blt_Un or Code.Ceq or Code.Cgt or Code.Cgt_Un or Code.Clt or Code.Clt_Un;

    /// <summary>A local of each type for the right operand, made when first needed.</summary>
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

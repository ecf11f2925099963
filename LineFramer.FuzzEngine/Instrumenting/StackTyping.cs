using Mono.Cecil;
using Mono.Cecil.Cil;

namespace LineFraming.FuzzEngine;

/// <summary>The known type of a value on the evaluation stack.</summary>
internal enum StackType
{
    Unknown,
    Int32,
    Int64,
    Single,
    Double,
}

/// <summary>
/// Tracks the types on the evaluation stack in one pass over the instructions of a method. Values that arrive over a jump are
/// unknown, and so are values whose type is known only after resolving another assembly, because that resolution can recurse
/// without end.
/// </summary>
internal sealed class StackTyping(MethodBody body)
{
    private readonly HashSet<Instruction> _jumpedTo = BasicBlocks.JumpedTo(body);
    private readonly List<StackType> _stack = [];

    /// <summary>Returns the type of the top two operands if it is known and the same for both.</summary>
    public StackType TopTwo() => Peek(1) == Peek(2) ? Peek(1) : StackType.Unknown;

    /// <summary>Prepares for an instruction; must be called in the order of the body.</summary>
    public void Enter(Instruction instruction)
    {
        if (_jumpedTo.Contains(instruction))
        {
            _stack.Clear();
        }
    }

    /// <summary>Applies an instruction to the stack.</summary>
    public void Step(Instruction instruction)
    {
        StackType result = Result(instruction);
        int pops = Pops(instruction);
        int pushes = Pushes(instruction);
        if (instruction.OpCode == OpCodes.Dup)
        {
            (result, pops, pushes) = (Peek(1), 0, 1);
        }

        _stack.RemoveRange(Math.Max(_stack.Count - pops, 0), Math.Min(pops, _stack.Count));
        for (int i = 0; i < pushes; i++)
        {
            _stack.Add(result);
        }

        if (instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw)
        {
            _stack.Clear();
        }
    }

    private static StackType Of(TypeReference? type)
    {
        if (type is TypeDefinition { IsEnum: true } definition)
        {
            type = definition.Fields.FirstOrDefault(field => !field.IsStatic)?.FieldType;
        }

        return type?.MetadataType switch
        {
            MetadataType.Boolean or MetadataType.Char or MetadataType.SByte or MetadataType.Byte or MetadataType.Int16
                or MetadataType.UInt16 or MetadataType.Int32 or MetadataType.UInt32 => StackType.Int32,
            MetadataType.Int64 or MetadataType.UInt64 => StackType.Int64,
            MetadataType.Single => StackType.Single,
            MetadataType.Double => StackType.Double,
            _ => StackType.Unknown,
        };
    }

    private static int Pushes(Instruction instruction) => instruction.OpCode.StackBehaviourPush switch
    {
        StackBehaviour.Push0 => 0,
        StackBehaviour.Push1_push1 => 2,
        StackBehaviour.Varpush => ((IMethodSignature)instruction.Operand).ReturnType.MetadataType == MetadataType.Void ? 0 : 1,
        _ => 1,
    };

    private int Pops(Instruction instruction)
    {
        switch (instruction.OpCode.StackBehaviourPop)
        {
            case StackBehaviour.Pop0:
                return 0;
            case StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref:
                return 1;
            case StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8
                or StackBehaviour.Popi_popr4 or StackBehaviour.Popi_popr8 or StackBehaviour.Popref_pop1 or StackBehaviour.Popref_popi:
                return 2;
            case StackBehaviour.PopAll:
                return _stack.Count;
            case StackBehaviour.Varpop when instruction.Operand is IMethodSignature called:
                bool hasThis = called.HasThis && !called.ExplicitThis && instruction.OpCode != OpCodes.Newobj;
                return called.Parameters.Count + (hasThis ? 1 : 0) + (instruction.OpCode == OpCodes.Calli ? 1 : 0);
            case StackBehaviour.Varpop:
                return _stack.Count;
            default:
                return 3;
        }
    }

    private StackType Result(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Ldc_I4 or Code.Sizeof or Code.Ceq or Code.Cgt or Code.Cgt_Un or Code.Clt or Code.Clt_Un:
            case Code.Ldelem_I1 or Code.Ldelem_U1 or Code.Ldelem_I2 or Code.Ldelem_U2 or Code.Ldelem_I4 or Code.Ldelem_U4:
            case Code.Ldind_I1 or Code.Ldind_U1 or Code.Ldind_I2 or Code.Ldind_U2 or Code.Ldind_I4 or Code.Ldind_U4:
            case Code.Conv_I1 or Code.Conv_U1 or Code.Conv_I2 or Code.Conv_U2 or Code.Conv_I4 or Code.Conv_U4:
            case Code.Conv_Ovf_I1 or Code.Conv_Ovf_U1 or Code.Conv_Ovf_I2 or Code.Conv_Ovf_U2 or Code.Conv_Ovf_I4 or Code.Conv_Ovf_U4:
                return StackType.Int32;
            case Code.Ldc_I8 or Code.Conv_I8 or Code.Conv_U8 or Code.Conv_Ovf_I8 or Code.Conv_Ovf_U8 or Code.Ldind_I8 or Code.Ldelem_I8:
                return StackType.Int64;
            case Code.Ldc_R4 or Code.Conv_R4 or Code.Ldind_R4 or Code.Ldelem_R4:
                return StackType.Single;
            case Code.Ldc_R8 or Code.Conv_R8 or Code.Ldind_R8 or Code.Ldelem_R8:
                return StackType.Double;
            case Code.Add or Code.Sub or Code.Mul or Code.Div or Code.Div_Un or Code.Rem or Code.Rem_Un or Code.And or Code.Or or Code.Xor:
                return TopTwo();
            case Code.Shl or Code.Shr or Code.Shr_Un:
                return Peek(2);
            case Code.Neg or Code.Not:
                return Peek(1);
            case Code.Ldloc:
                return Of(((VariableDefinition)instruction.Operand).VariableType);
            case Code.Ldarg:
                return Of(((ParameterDefinition)instruction.Operand).ParameterType);
            case Code.Ldfld or Code.Ldsfld:
                return Of(((FieldReference)instruction.Operand).FieldType);
            case Code.Ldobj or Code.Ldelem_Any or Code.Unbox_Any:
                return Of((TypeReference)instruction.Operand);
            case Code.Call or Code.Callvirt:
                return Of(((MethodReference)instruction.Operand).ReturnType);
            default:
                return StackType.Unknown;
        }
    }

    private StackType Peek(int fromTop) => fromTop <= _stack.Count ? _stack[^fromTop] : StackType.Unknown;
}

using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace LineFraming.Tests;

/// <summary>Reads from a method's instructions which types, methods and fields they work on.</summary>
internal static class InstructionTokens
{
    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xffff);

    /// <summary>The metadata tokens in the order of the instructions; those of strings and of bare signatures left out.</summary>
    public static IEnumerable<int> Of(byte[] instructions)
    {
        int index = 0;
        while (index < instructions.Length)
        {
            OpCode code = Next(instructions, ref index);
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return BinaryPrimitives.ReadInt32LittleEndian(instructions.AsSpan(index));
            }

            index += OperandLength(code, instructions.AsSpan(index));
        }
    }

    private static OpCode Next(byte[] instructions, ref int index)
    {
        const byte TwoBytePrefix = 0xfe;
        int value = instructions[index++];
        return OpCodesByValue[value == TwoBytePrefix ? (TwoBytePrefix << 8) | instructions[index++] : value];
    }

    private static int OperandLength(OpCode code, ReadOnlySpan<byte> operand) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(operand)),
        _ => 4,
    };
}

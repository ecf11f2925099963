using Mono.Cecil.Cil;

namespace LineFraming.FuzzEngine;

/// <summary>The counters of one method's body, each before or after an instruction.</summary>
internal sealed class LineProbes(MethodBody body)
{
    private readonly Dictionary<Instruction, int> _before = [];
    private readonly Dictionary<Instruction, int> _after = [];

    /// <summary>Returns the counter of how often an instruction was reached, on any path.</summary>
    public int Before(Instruction instruction, Func<int> next) => Get(_before, instruction, next);

    /// <summary>Returns the counter of how often a conditional jump was not taken.</summary>
    public int After(Instruction jump, Func<int> next) => Get(_after, jump, next);

    /// <summary>Inserts the counting instructions into the body.</summary>
    public void Insert(nint counters)
    {
        List<Instruction> rewritten = new(2 * body.Instructions.Count);
        foreach (Instruction instruction in body.Instructions)
        {
            if (_before.TryGetValue(instruction, out int before))
            {
                // Jumps and handlers refer to this instruction object, so it becomes the first counting instruction.
                Instruction copy = Instruction.Create(OpCodes.Nop);
                (copy.OpCode, copy.Operand) = (instruction.OpCode, instruction.Operand);
                (instruction.OpCode, instruction.Operand) = (OpCodes.Ldc_I8, AddressOf(counters, before));
                rewritten.Add(instruction);
                AddCounting(rewritten);
                rewritten.Add(copy);
            }
            else
            {
                rewritten.Add(instruction);
            }

            if (_after.TryGetValue(instruction, out int after))
            {
                rewritten.Add(Instruction.Create(OpCodes.Ldc_I8, AddressOf(counters, after)));
                AddCounting(rewritten);
            }
        }

        body.Instructions.Clear();
        rewritten.ForEach(body.Instructions.Add);
    }

    private static int Get(Dictionary<Instruction, int> counters, Instruction instruction, Func<int> next)
    {
        if (!counters.TryGetValue(instruction, out int counter))
        {
            counters.Add(instruction, counter = next());
        }

        return counter;
    }

    private static long AddressOf(nint counters, int counter) => counters + ((long)counter * sizeof(uint));

    private static void AddCounting(List<Instruction> rewritten)
    {
        rewritten.Add(Instruction.Create(OpCodes.Conv_U));
        rewritten.Add(Instruction.Create(OpCodes.Dup));
        rewritten.Add(Instruction.Create(OpCodes.Ldind_U4));
        rewritten.Add(Instruction.Create(OpCodes.Ldc_I4, 1));
        rewritten.Add(Instruction.Create(OpCodes.Add));
        rewritten.Add(Instruction.Create(OpCodes.Stind_I4));
    }
}

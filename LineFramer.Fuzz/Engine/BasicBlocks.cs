using Mono.Cecil.Cil;

namespace LineFraming.Fuzz;

/// <summary>Where the basic blocks of a method begin.</summary>
internal static class BasicBlocks
{
    /// <summary>
    /// The first instructions of the blocks: the method's own, the targets of branches and switches, what follows a
    /// conditional branch, and the starts of handlers and filters.
    /// </summary>
    public static HashSet<Instruction> Starts(MethodBody body)
    {
        HashSet<Instruction> starts = JumpedTo(body);
        starts.Add(body.Instructions[0]);
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.OpCode.FlowControl == FlowControl.Cond_Branch && instruction.Next is not null)
            {
                starts.Add(instruction.Next);
            }
        }

        return starts;
    }

    /// <summary>The instructions that control reaches otherwise than from the one before them.</summary>
    public static HashSet<Instruction> JumpedTo(MethodBody body)
    {
        HashSet<Instruction> targets = [];
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target)
            {
                targets.Add(target);
            }
            else if (instruction.Operand is Instruction[] several)
            {
                targets.UnionWith(several);
            }
        }

        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            targets.Add(handler.HandlerStart);
            if (handler.FilterStart is not null)
            {
                targets.Add(handler.FilterStart);
            }
        }

        return targets;
    }
}

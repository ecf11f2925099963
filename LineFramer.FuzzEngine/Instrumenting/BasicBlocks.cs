using Mono.Cecil.Cil;

namespace LineFraming.FuzzEngine;

/// <summary>Finds the basic blocks of a method, their successors, and the blocks that need a counter.</summary>
internal static class BasicBlocks
{
    /// <summary>Returns the first instructions of the blocks that need a counter, see <see cref="FlowGraph.Counted"/>.</summary>
    public static HashSet<Instruction> Counted(MethodBody body)
    {
        HashSet<Instruction> starts = Starts(body);
        List<Block> blocks = Split(body, starts);
        Dictionary<Instruction, int> indexes = blocks.Select((block, index) => (block.Start, index)).ToDictionary();
        bool[] isCounted = new FlowGraph([.. blocks.Select(Successors)]).Counted();
        return [.. blocks.Where((_, index) => isCounted[index]).Select(block => block.Start)];

        IReadOnlyList<int> Successors(Block block) =>
            [.. After(block.Last).Concat(Handlers(body, block)).Select(start => indexes[start]).Distinct()];
    }

    /// <summary>Whether a method is a single basic block.</summary>
    public static bool IsOne(MethodBody body) => Starts(body).Count == 1;

    /// <summary>Returns the targets of jumps and the first instructions of handlers and filters.</summary>
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

    // Blocks start at the first instruction of the method, at the targets of branches and switches, after a branch or the end of a
    // path, and at handlers and filters.
    private static HashSet<Instruction> Starts(MethodBody body)
    {
        HashSet<Instruction> starts = JumpedTo(body);
        starts.Add(body.Instructions[0]);
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Next is not null && EndsBlock(instruction.OpCode))
            {
                starts.Add(instruction.Next);
            }
        }

        return starts;
    }

    private static bool EndsBlock(OpCode code) =>
        code.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw
        || code.Code == Code.Jmp;

    private static List<Block> Split(MethodBody body, HashSet<Instruction> starts)
    {
        List<Block> blocks = [];
        Instruction start = body.Instructions[0];
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Next is null || starts.Contains(instruction.Next))
            {
                blocks.Add(new(start, instruction));
                start = instruction.Next!;
            }
        }

        return blocks;
    }

    private static IEnumerable<Instruction> After(Instruction last)
    {
        IEnumerable<Instruction> targets = last.Operand switch
        {
            Instruction target => [target],
            Instruction[] several => several,
            _ => [],
        };
        bool fallsThrough = last.Next is not null && (last.OpCode.FlowControl == FlowControl.Cond_Branch || !EndsBlock(last.OpCode));
        return fallsThrough ? targets.Append(last.Next!) : targets;
    }

    // Any instruction may throw, so the handlers are successors of every block within a try.
    private static IEnumerable<Instruction> Handlers(MethodBody body, Block block) =>
        from handler in body.ExceptionHandlers
        where block.Last.Offset >= handler.TryStart.Offset && block.Start.Offset < (handler.TryEnd?.Offset ?? int.MaxValue)
        from start in new[] { handler.FilterStart, handler.HandlerStart }
        where start is not null
        select start;

    private readonly record struct Block(Instruction Start, Instruction Last);
}

namespace LineFraming.FuzzEngine;

/// <summary>Makes the input of a failure smaller, as long as the target fails the same way.</summary>
internal sealed class InputMinimizer(FuzzTarget target, CancellationToken ending)
{
    // More than one if the runtime shows a stack differently once it has optimised it: one input cannot fail in two ways.
    private readonly HashSet<FailureKind> _kinds = [];

    /// <summary>How many inputs were tried.</summary>
    public int Tried { get; private set; }

    /// <summary>What an input makes the target throw; null if nothing.</summary>
    /// <returns>The exception.</returns>
    public Exception? FailureOf(byte[] input)
    {
        try
        {
            target.Run(input);
            return null;
        }
#pragma warning disable CA1031 // Whatever leaves a target is a finding.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }
    }

    /// <summary>
    /// The smallest input found: first cut down as what it stands for, so that a person can read the result, and then
    /// without the bytes at its end that stand for nothing.
    /// </summary>
    /// <returns>One that fails the same way, none of whose simpler ones does.</returns>
    public byte[] Minimize(byte[] input)
    {
        byte[]? simpler = input;
        while (simpler is not null)
        {
            input = simpler;
            if (FailureOf(input) is { } failure)
            {
                _kinds.Add(target.KindOf(failure));
            }

            simpler = First(target.Simpler(input));
        }

        for (int dropped = input.Length; dropped > 0; dropped /= 2)
        {
            while (dropped <= input.Length && FailsAlike(input[..^dropped]))
            {
                input = input[..^dropped];
            }
        }

        return input;
    }

    private byte[]? First(IEnumerable<byte[]> candidates) => candidates.FirstOrDefault(FailsAlike);

    private bool FailsAlike(byte[] candidate)
    {
        if (ending.IsCancellationRequested)
        {
            return false;
        }

        Tried++;
        return FailureOf(candidate) is { } failure && _kinds.Contains(target.KindOf(failure));
    }
}

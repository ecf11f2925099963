namespace LineFraming.FuzzEngine;

/// <summary>Minimizes the input of a failure: makes it smaller while the target fails in the same way.</summary>
internal sealed class InputMinimizer(FuzzTarget target, CancellationToken ending)
{
    // There is more than one kind if the runtime shows other frames after it has optimised the code.
    private readonly HashSet<FailureKind> _kinds = [];

    /// <summary>The number of inputs that were tried.</summary>
    public int Tried { get; private set; }

    /// <summary>Runs an input and returns the exception that left the target; null if there was none.</summary>
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
    /// Minimizes an input: first in its decoded form, so that a person can read the result, then by dropping bytes at its end that
    /// have no meaning. The result fails in the same way, and none of the inputs that are one step simpler does.
    /// </summary>
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

using System.IO.Pipelines;

namespace LineFraming.Tests.Server;

/// <summary>Runs the work that pipes schedule one by one, in an order drawn from the seed.</summary>
internal sealed class SimulatedScheduler(Random random) : PipeScheduler
{
    private readonly List<(Action<object?> Action, object? State)> _waiting = [];

    public bool IsIdle => _waiting.Count == 0;

    public override void Schedule(Action<object?> action, object? state) => _waiting.Add((action, state));

    public void RunOne()
    {
        int index = random.Next(_waiting.Count);
        (Action<object?> action, object? state) = _waiting[index];
        _waiting.RemoveAt(index);
        action(state);
    }
}

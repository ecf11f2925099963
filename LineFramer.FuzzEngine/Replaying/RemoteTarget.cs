namespace LineFraming.FuzzEngine;

/// <summary>Runs a target in another process and turns each failure there, including its end, into an exception here.</summary>
internal sealed class RemoteTarget(FuzzTarget target, CancellationToken ending) : IDisposable
{
    private InputProcess? _process;

    /// <summary>The target that runs remotely.</summary>
    public FuzzTarget Target => target with { Run = Run, KindOf = failure => ((RemoteFailureException)failure).Kind };

    /// <inheritdoc/>
    public void Dispose() => _process?.Dispose();

    private void Run(ReadOnlySpan<byte> input)
    {
        _process ??= ChildReplay.Start(target);
        InputResult result = _process.Run(input.ToArray(), ending);
        if (result.End is { } end)
        {
            _process.Dispose();
            _process = null;
            throw new RemoteFailureException(new(new("the process ends", null), end));
        }

        if (result.Thrown is { } thrown)
        {
            throw new RemoteFailureException(thrown);
        }
    }
}

/// <summary>Thrown when an input fails in another process.</summary>
internal sealed class RemoteFailureException(ThrownException thrown) : Exception(thrown.Text)
{
    /// <summary>The kind of the failure.</summary>
    public FailureKind Kind => thrown.Kind;

    /// <inheritdoc/>
    public override string ToString() => thrown.Text;
}

namespace LineFraming.Server;

/// <summary>
/// A session's turn on the thread that it runs on. One whose peer sends faster than it is answered never has to wait, and
/// would keep the others that run there (<see cref="SocketThreads"/>) from theirs.
/// </summary>
/// <param name="limits">How long a turn is, and where the session then goes on.</param>
internal sealed class Turn(SessionLimits limits)
{
    private int _readsAtOnce;

    /// <summary>To be awaited between two reads, when nothing is lost by a pause.</summary>
    /// <param name="wasAtOnce">Whether the last read did not have to wait.</param>
    /// <returns>A task that is completed already while the turn goes on.</returns>
    public Task NextAsync(bool wasAtOnce)
    {
        _readsAtOnce = wasAtOnce ? _readsAtOnce + 1 : 0;
        if (_readsAtOnce < limits.ReadsATurn)
        {
            return Task.CompletedTask;
        }

        _readsAtOnce = 0;
        TaskCompletionSource next = new();
        limits.Elsewhere.Schedule(static next => ((TaskCompletionSource)next!).SetResult(), next);
        return next.Task;
    }
}

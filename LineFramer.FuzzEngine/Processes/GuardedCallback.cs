using System.Runtime.ExceptionServices;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Passes on lines from threads that read them, one at a time. An exception there would end the program with a stack trace, so the
/// first one is kept for the thread that waits, after <paramref name="onFailure"/>, which is to end what writes the lines. Later lines
/// are dropped: if none were read, a process that writes them would wait.
/// </summary>
internal sealed class GuardedCallback(Action<string> onLine, Action? onFailure = null)
{
    private readonly Lock _oneLine = new();
    private ExceptionDispatchInfo? _failure;

    /// <summary>Passes a line on, unless an earlier one led to an exception.</summary>
    public void Call(string line)
    {
        lock (_oneLine)
        {
            try
            {
                if (_failure is null)
                {
                    onLine(line);
                }
            }
#pragma warning disable CA1031 // Whatever it is, the thread that waits rethrows it.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                _failure = ExceptionDispatchInfo.Capture(thrown);
                onFailure?.Invoke();
            }
        }
    }

    /// <summary>Rethrows the exception that a line led to; called when the reading threads have ended.</summary>
    public void ThrowIfFailed() => _failure?.Throw();
}

using System.Runtime.InteropServices;

namespace LineFraming.Server;

/// <summary>
/// Ends the process at once when it is told to stop a second time. The first time is the host's, which lets sessions
/// finish; whoever asks again does not want to wait for them.
/// </summary>
internal sealed class SecondSignal : IDisposable
{
    // What a shell says of a process that a signal ended.
    private const int EndedBySignal = 128;

    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    /// <summary>Begins to count signals.</summary>
    public SecondSignal() => _registrations =
    [
        Register(PosixSignal.SIGTERM, 15),
        Register(PosixSignal.SIGINT, 2),
    ];

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private PosixSignalRegistration Register(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, _ =>
    {
        if (Interlocked.Increment(ref _count) == 2)
        {
            Environment.Exit(EndedBySignal + number);
        }
    });
}

using System.Runtime.InteropServices;

namespace LineFraming.Server;

/// <summary>
/// The signals that end the process: the first lets sessions finish, and a second one of any kind ends the process at once. A
/// signal that was ignored when the process began, as by <c>nohup</c>, stays ignored.
/// </summary>
internal sealed class ShutdownSignals : IDisposable
{
    // The exit code that a shell gives to a process that a signal ended.
    private const int EndedBySignal = 128;

    private readonly Action _stop;
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    /// <summary>Begins to listen for signals; <paramref name="stop"/> begins the end.</summary>
    public ShutdownSignals(Action stop)
    {
        _stop = stop;
        _registrations =
        [
            Register(PosixSignal.SIGHUP, 1), Register(PosixSignal.SIGINT, 2), Register(PosixSignal.SIGQUIT, 3),
            Register(PosixSignal.SIGTERM, 15),
        ];
    }

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private PosixSignalRegistration Register(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) >= 2)
        {
            Environment.Exit(EndedBySignal + number);
        }

        _stop();
    });
}

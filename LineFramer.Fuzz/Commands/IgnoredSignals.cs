using System.Runtime.InteropServices;

namespace LineFraming.Fuzz;

/// <summary>Ignores Ctrl-C and similar signals in a child process, because the parent process handles them and ends the child.</summary>
internal sealed class IgnoredSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations =
        [Ignore(PosixSignal.SIGINT), Ignore(PosixSignal.SIGTERM), Ignore(PosixSignal.SIGHUP)];

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private static PosixSignalRegistration Ignore(PosixSignal signal) =>
        PosixSignalRegistration.Create(signal, context => context.Cancel = true);
}

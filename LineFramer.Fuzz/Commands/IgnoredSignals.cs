using System.Runtime.InteropServices;

namespace LineFraming.Fuzz;

/// <summary>Signals that reach a process which another one is to end: a terminal sends its Ctrl-C to all of them.</summary>
internal sealed class IgnoredSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations =
        [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true))];

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());
}

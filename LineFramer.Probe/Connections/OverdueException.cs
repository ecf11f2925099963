namespace LineFraming.Probe;

/// <summary>A conversation has lasted its time. It says nothing about the server.</summary>
internal sealed class OverdueException(string message) : Exception(message);

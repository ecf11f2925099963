namespace LineFraming.Fuzz;

/// <summary>A session cannot begin; the message says why, in one line, and what to do.</summary>
/// <param name="message">The line.</param>
internal sealed class FuzzRefusedException(string message) : Exception(message);

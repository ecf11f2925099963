namespace LineFraming.Probe;

/// <summary>A description is wrong; the message is one sentence that names the file, the line, and what is allowed.</summary>
internal sealed class DescriptionException(string message) : Exception(message);

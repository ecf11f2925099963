namespace LineFraming.Probe;

/// <summary>The exit codes of the program.</summary>
internal static class ExitCodes
{
    /// <summary>Nothing failed.</summary>
    public const int Passed = 0;

    /// <summary>A case failed, a file or a stream could not be read or written, or the self-test was interrupted.</summary>
    public const int Failed = 1;

    /// <summary>The command line, or a file that it names, is invalid.</summary>
    public const int Invalid = 2;

    /// <summary>The server is not there, or is not the one described.</summary>
    public const int NotDescribed = 3;
}

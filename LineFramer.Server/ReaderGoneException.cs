namespace LineFraming.Server;

/// <summary>Nobody reads an output any more, as with <c>| head</c>: what is written to it is in vain, and no failure.</summary>
internal sealed class ReaderGoneException : IOException
{
    /// <summary>The exit code that a shell gives to a program that SIGPIPE ended, as it ends other programs then.</summary>
    public const int ExitCode = 128 + 13;

    /// <summary>Makes one.</summary>
    public ReaderGoneException()
        : base("its reader has closed it")
    {
    }
}

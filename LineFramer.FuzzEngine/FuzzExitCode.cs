namespace LineFraming.FuzzEngine;

/// <summary>The exit codes of every command. A finding's prevails over the others.</summary>
internal static class FuzzExitCode
{
    /// <summary>Nothing was found.</summary>
    public const int Nothing = 0;

    /// <summary>An input fails.</summary>
    public const int Found = 1;

    /// <summary>The command line is wrong, or the machine lacks something.</summary>
    public const int Rejected = 2;

    /// <summary>The command could not keep or finish what it was asked to.</summary>
    public const int Incomplete = 3;
}

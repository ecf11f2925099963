namespace LineFraming.FuzzEngine;

/// <summary>The exit codes of all commands. A finding takes precedence over the other codes.</summary>
internal static class FuzzExitCode
{
    /// <summary>Nothing was found.</summary>
    public const int Nothing = 0;

    /// <summary>An input fails.</summary>
    public const int Found = 1;

    /// <summary>The command line is invalid, or the machine lacks something that is required.</summary>
    public const int Rejected = 2;

    /// <summary>The command could not finish, or could not write its results.</summary>
    public const int Incomplete = 3;
}

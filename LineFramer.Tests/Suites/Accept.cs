namespace LineFraming.Tests;

/// <summary>
/// Tests that compare a committed file with what the code writes update the file under <c>LINEFRAMER_ACCEPT=1</c>: look at the
/// difference, and commit it if it is intended.
/// </summary>
internal static class Accept
{
    /// <summary>How to accept, for messages.</summary>
    public const string Command = "LINEFRAMER_ACCEPT=1 dotnet test";

    /// <summary>Whether the files are written.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("LINEFRAMER_ACCEPT") == "1";
}

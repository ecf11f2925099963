namespace LineFraming.Tests;

/// <summary>
/// Tests that hold a committed file to what the code gives write the file instead under <c>LINEFRAMER_ACCEPT=1</c>:
/// look at the difference, and commit it if it is meant.
/// </summary>
internal static class Accept
{
    /// <summary>How to accept, for messages.</summary>
    public const string Command = "LINEFRAMER_ACCEPT=1 dotnet test";

    /// <summary>Whether the files are to be written.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("LINEFRAMER_ACCEPT") == "1";
}

using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command with which the build of the package makes the native program that the package carries. People do not use it.</summary>
internal static class BuildHostCommand
{
    /// <summary>The command.</summary>
    public static Command Create(TextWriter output)
    {
        Argument<string> folder = new("FOLDER") { Description = "The folder with this program." };
        Command build = new("build-host", "Builds the native program into a package.") { folder };
        build.Hidden = true;
        build.SetAction(parsed => output.WriteLine(NativeHost.BuildForPackage(parsed.GetRequiredValue(folder))));
        return build;
    }
}

using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command with which the build of the package makes the native programs that the package carries. People do not use it.</summary>
internal static class BuildHostCommand
{
    /// <summary>The command.</summary>
    public static Command Create(TextWriter output)
    {
        Argument<string> folder = new("FOLDER") { Description = "The folder with this program." };
        Command build = new("build-host", "Builds the native programs into a package.") { folder };
        build.Hidden = true;
        build.SetAction(parsed => NativeHost.BuildForPackage(parsed.GetRequiredValue(folder)).ToList().ForEach(output.WriteLine));
        return build;
    }
}

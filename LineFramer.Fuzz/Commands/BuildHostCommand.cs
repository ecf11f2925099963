using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The hidden command that builds the native programs for the package; the build of the package calls it.</summary>
internal static class BuildHostCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output)
    {
        Argument<string> folder = new("FOLDER") { Description = "The folder with this program." };
        Command build = new("build-host", "Builds the native programs into a package.") { folder };
        build.Hidden = true;
        build.SetAction(parsed => NativeHost.BuildForPackage(parsed.GetRequiredValue(folder)).ToList().ForEach(output.WriteLine));
        return build;
    }
}

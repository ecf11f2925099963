using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that prints the path of the libFuzzer driver, for users who run SharpFuzz by hand.</summary>
internal static class DriverCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Option<bool> install = new("--install")
        {
            Description = "Install g++ and libFuzzer if they are missing and needed to build the driver.",
        };
        Command driver = new(
            "driver",
            "Prints the path of the libFuzzer driver for SharpFuzz programs. It has the flags of SharpFuzz's driver: --target_path "
            + "and --target_arg.") { install };
        driver.SetAction(parsed =>
        {
            try
            {
                // Standard output has the path only, so that a shell can use it.
                output.WriteLine(NativeHost.Find(NativeProgram.Driver, ThisProgram.HostCache, parsed.GetValue(install), error));
                return 0;
            }
            catch (FuzzRejectedException rejected)
            {
                error.WriteLine(rejected.Message);
                return rejected.ExitCode;
            }
        });
        return driver;
    }
}

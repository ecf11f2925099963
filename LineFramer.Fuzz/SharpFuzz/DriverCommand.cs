using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command for those who run SharpFuzz by hand: it prints where the libFuzzer driver is.</summary>
internal static class DriverCommand
{
    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Option<bool> install = new("--install") { Description = "Install gcc and libFuzzer if the driver has to be built and they are missing." };
        Command driver = new("driver", "Prints the path of the libFuzzer driver for programs of SharpFuzz's, which takes the flags of SharpFuzz's own: --target_path and --target_arg.") { install };
        driver.SetAction(parsed =>
        {
            try
            {
                // What is printed is a path, for a shell to take.
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

using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>Methods of anyone's assembly as targets.</summary>
internal static class OwnTarget
{
    /// <summary>A method as a target. Its assembly is loaded, as it is, when first run in this process.</summary>
    public static FuzzTarget Of(FuzzMethod method)
    {
        Lazy<InstrumentedTarget> loaded = new(() => new InstrumentedTarget(method, isPlain: true));
        return new(method.Method, method, [StackTraceHidden] (input) => loaded.Value.Run(input))
        {
            Simpler = Shrinker.Shrink,
            StartWorker = word => ThisProgram.Start(
                [RunInputsCommand.Name, "--assembly", method.Assembly, "--method", method.Method, .. method.Expected.SelectMany(type => (string[])["--ignore", type]), RunInputsCommand.WordOption, word]),
        };
    }
}

using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>Methods of anyone's assembly as targets.</summary>
internal static class OwnTarget
{
    /// <summary>A method as a target. Its assembly is loaded, as it is, when first run in this process.</summary>
    public static FuzzTarget Of(FuzzMethod method) => Of(method, () => new InstrumentedTarget(method, isPlain: true), []);

    /// <summary>A method as a target whose process counts into a file which lines of what it instruments are reached.</summary>
    public static FuzzTarget Counting(FuzzMethod method, string file) =>
        Of(method, () => new InstrumentedTarget(method, isPlain: true), [RunInputsCommand.CountOption, file, .. method.Instrument.SelectMany(name => (string[])["--instrument", name])]);

    private static FuzzTarget Of(FuzzMethod method, Func<InstrumentedTarget> load, string[] more)
    {
        Lazy<InstrumentedTarget> loaded = new(load);
        return new(method.Method, method, [StackTraceHidden] (input) => loaded.Value.Run(input))
        {
            Simpler = Shrinker.Shrink,
            StartWorker = word => ThisProgram.Start([RunInputsCommand.Name, .. ThisProgram.WordsOf(method), .. more, RunInputsCommand.WordOption, word]),
        };
    }
}

using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>Makes targets of users' methods.</summary>
internal static class UserMethodTarget
{
    /// <summary>Makes a target of a method. Its assembly is loaded without instrumentation on the first run in this process.</summary>
    public static FuzzTarget Of(FuzzMethod method) => Of(method, () => new InstrumentedTarget(method, isPlain: true), []);

    /// <summary>Makes a target of a method whose process counts the lines of instrumented assemblies in a file.</summary>
    public static FuzzTarget Counting(FuzzMethod method, string file) =>
        Of(
            method,
            () => new InstrumentedTarget(method, isPlain: true),
            [RunInputsCommand.CountOption, file, .. method.Instrument.SelectMany(name => (string[])["--instrument", name])]);

    private static FuzzTarget Of(FuzzMethod method, Func<InstrumentedTarget> load, string[] more)
    {
        Lazy<InstrumentedTarget> loaded = new(load);
        return new(method.Method, method, [StackTraceHidden] (input) => loaded.Value.Run(input))
        {
            Simpler = Shrinker.Shrink,
            StartWorker = word =>
                ThisProgram.Start([RunInputsCommand.Name, .. ThisProgram.WordsOf(method), .. more, RunInputsCommand.WordOption, word]),
        };
    }
}

using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace LineFraming.Testing;

/// <summary>
/// FsCheck's runner over the cases of a property: it draws, and stops at the first case on which the property does not hold.
/// </summary>
internal static class RandomCases
{
    /// <summary>The size of the last case; sizes grow evenly up to it.</summary>
    internal const int EndSize = 200;

    /// <summary>Draws cases until one fails.</summary>
    /// <returns>The case and the seed that draws it again at once; null if all held.</returns>
    public static (FramerCase Case, string Seed)? FirstFailure(
        Gen<FramerCase> cases, FramerReportOptions options, Func<FramerCase, bool> holds)
    {
        ResultKeeper keeper = new();
        Config config = Config.Quick.WithMaxTest(options.Cases).WithEndSize(EndSize).WithQuietOnSuccess(true).WithRunner(keeper);
        if (options.ParsedSeed is { } seed)
        {
            config = seed.Size is { } size ? config.WithReplay(seed.Seed, seed.Gamma, size) : config.WithReplay(seed.Seed, seed.Gamma);
        }

        Check.One(config, Prop.ForAll(Arb.From(cases), holds));
        return keeper.Result is TestResult.Failed failed
            ? ((FramerCase)failed.Item2.Head, $"{failed.Item6.Seed},{failed.Item6.Gamma},{failed.Item7}")
            : null;
    }

    private sealed class ResultKeeper : IRunner
    {
        public TestResult? Result { get; private set; }

        public void OnStartFixture(Type t)
        {
        }

        public void OnArguments(int ntest, FSharpList<object> args, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every)
        {
        }

        public void OnShrink(FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink)
        {
        }

        public void OnFinished(string name, TestResult testResult) => Result = testResult;
    }
}

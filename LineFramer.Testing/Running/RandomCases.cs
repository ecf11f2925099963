using System.Runtime.ExceptionServices;
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

    /// <summary>
    /// Draws cases until one fails. With the seed of a failure, its case is the first; the others are drawn from it too.
    /// </summary>
    /// <returns>The case and the seed that draws it again at once; null if all held.</returns>
    public static (FramerCase Case, string Seed)? FirstFailure(
        Gen<FramerCase> cases, FramerReportOptions options, Func<FramerCase, bool> holds)
    {
        Config config = Config.Quick.WithMaxTest(options.Cases).WithEndSize(EndSize).WithQuietOnSuccess(true);
        if (options.ParsedSeed is not { } seed)
        {
            return FirstFailure(cases, config, holds);
        }

        Config drawn = config.WithReplay(seed.Seed, seed.Gamma);
        if (seed.Size is not { } size)
        {
            return FirstFailure(cases, drawn, holds);
        }

        // With a size, FsCheck draws that one case and ends.
        return FirstFailure(cases, config.WithReplay(seed.Seed, seed.Gamma, size), holds)
            ?? (options.Cases > 1 ? FirstFailure(cases, drawn.WithMaxTest(options.Cases - 1), holds) : null);
    }

    private static (FramerCase Case, string Seed)? FirstFailure(Gen<FramerCase> cases, Config config, Func<FramerCase, bool> holds)
    {
        ResultKeeper keeper = new();
        ExceptionDispatchInfo? thrown = null;
        bool Holds(FramerCase input)
        {
            try
            {
                return holds(input);
            }
            catch (Exception e)
            {
                thrown = ExceptionDispatchInfo.Capture(e);
                return false;
            }
        }

        Check.One(config.WithRunner(keeper), Prop.ForAll(Arb.From(cases), (Func<FramerCase, bool>)Holds));

        // A framer's exceptions are failures already, so this one is of a declared predicate. FsCheck would report it as a failure.
        thrown?.Throw();
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

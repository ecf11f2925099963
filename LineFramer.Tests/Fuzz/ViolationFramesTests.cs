using LineFraming.Fuzz;
using LineFraming.Testing;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that the innermost frames of a violation, by which findings are sorted, depend on the rule and not on inlining.</summary>
public sealed class ViolationFramesTests : IDisposable
{
    private const string Violation = "LineFraming.Testing.PropertyViolatedException";

    // R12 is tested for the library only, in other tests, and a violation of R15 is reported as one of R2.
    private static readonly string[] NeverThrown = ["R12", "R15"];

    // These throw for a test runner after a report is complete; the violation itself was caught before.
    private static readonly string[] Verdicts = ["FramerReport.ThrowIfViolated", "PropertyResult.ThrowIfViolated"];

    private readonly ModuleDefinition[] _modules =
    [
        ModuleDefinition.ReadModule(typeof(PropertyViolatedException).Assembly.Location),
        ModuleDefinition.ReadModule(typeof(LineTarget).Assembly.Location),
    ];

    private IEnumerable<MethodDefinition> Methods =>
        _modules.SelectMany(module => module.GetTypes()).SelectMany(type => type.Methods).Where(method => method.HasBody);

    private MethodDefinition[] Throwers => [.. Methods.Where(method => !Verdicts.Contains(NameOf(method))
        && method.Body.Instructions.Any(
            instruction =>
                instruction.OpCode == OpCodes.Newobj
                && ((MethodReference)instruction.Operand).DeclaringType.FullName == Violation))];

    public void Dispose() => Array.ForEach(_modules, module => module.Dispose());

    [Fact]
    public void Each_rule_throws_from_one_method_of_its_own()
    {
        (string Rule, string Method)[] throwers = [.. Throwers.SelectMany(
            method => RulesIn(method).DefaultIfEmpty("no rule").Select(rule => (rule, NameOf(method)))).Distinct()];
        string[] rules = [.. Enumerable.Range(1, 16).Select(number => $"R{number}").Except(NeverThrown)];
        Assert.Equal(rules.Order(StringComparer.Ordinal), throwers.Select(thrower => thrower.Rule).Order(StringComparer.Ordinal));
        Assert.Equal(throwers.Length, throwers.Select(thrower => thrower.Method).Distinct().Count());
        Assert.All(throwers, thrower => Assert.Matches($@"^ContractViolation\.{thrower.Rule}[A-Z]", thrower.Method));
    }

    [Fact]
    public void Nothing_between_a_rule_and_its_targets_is_inlined()
    {
        HashSet<MethodDefinition> between = BetweenTargetsAndRules();
        Assert.Empty(between.Where(method => !method.NoInlining && method.Name != "MoveNext").Select(NameOf));

        string[] reached = [.. between.Select(NameOf)];
        Assert.All(
            (string[])
            [
                "ChunkingTarget.Run", "HandOffTarget.Run", "WriterTarget.Run", "MemoryTarget.Run", "ResumeTarget.Run",
                "SessionTarget.Run", "Feeder.Feed", "ReaderFramer.ReadAll", "GuardedFramer.TryRead",
            ],
            name => Assert.Contains(name, reached));
    }

    /// <summary>With tiered compilation the JIT optimizes code that runs often; without it, all code at once.</summary>
    [Theory]
    [InlineData(
        "chunking", "NatsSearchesOnlyNewBytes", "R1",
        "ContractViolation.R1Chunking--LineFraming.Testing.EventProperties.ThrowIfDifferent--LineFraming.Testing.CaseRuns.Check")]
    [InlineData(
        "memory", "NettyRestartsAtZero", "R11",
        "ContractViolation.R11Work--LineFraming.Testing.ResourceProperties.WorkIsLinear--LineFraming.Fuzz.MemoryTarget.Run")]
    public void One_bug_has_the_same_three_frames_however_it_is_compiled(string name, string framer, string rule, string expected)
    {
        LineTarget target = LineTarget.All.Single(known => known.Name == name).Over(BugGallery.All.Single(known => known.Name == framer));
        byte[][] inputs = [.. Violating(target, rule).Take(20)];
        foreach (string tiers in (string[])["1", "0"])
        {
            using InputProcess process = new(target, ("DOTNET_TieredCompilation", tiers));
            Assert.All(inputs, input => Assert.Equal($"{FindingReport.Token}LineFraming.Testing.{expected}", TokenOf(process.Run(input))));
        }
    }

    private static string TokenOf(InputResult result) =>
        Array.Find(
            (result.Thrown?.Text ?? result.End ?? "passed").Split('\n'),
            line => line.StartsWith(FindingReport.Token, StringComparison.Ordinal))
            ?? "no token";

    private static IEnumerable<byte[]> Violating(LineTarget target, string rule)
    {
        Random random = new(1);
        InputMinimizer runner = new(target, CancellationToken.None);
        for (int tries = 0; tries < 20_000; tries++)
        {
            byte[] input = [.. Enumerable.Range(0, 200).Select(_ => "ab\r\n\0\u0001\u0002"u8[random.Next(7)])];
            if (runner.FailureOf(input) is PropertyViolatedException violation && violation.Rule == rule)
            {
                yield return input;
            }
        }

        throw new InvalidOperationException($"{target.FolderName} violates {rule} too seldom.");
    }

    // Returns the methods that throw for a rule and all their direct and indirect callers, up to those that catch the exception.
    private HashSet<MethodDefinition> BetweenTargetsAndRules()
    {
        ILookup<string, MethodDefinition> callers = (
            from method in Methods
            from instruction in method.Body.Instructions
            where instruction.Operand is MethodReference && (instruction.OpCode == OpCodes.Call || instruction.OpCode == OpCodes.Callvirt)
            select (Caller: method, Called: ((MethodReference)instruction.Operand).FullName))
            .Distinct()
            .ToLookup(call => call.Called, call => call.Caller);
        HashSet<MethodDefinition> between = [.. Throwers];
        Queue<MethodDefinition> next = new(between);
        while (next.TryDequeue(out MethodDefinition? called))
        {
            IEnumerable<MethodDefinition> calling = callers[called.FullName].Concat(
                OverriddenBy(called) is { } overridden ? callers[overridden.FullName] : []);
            foreach (MethodDefinition caller in calling.Where(caller => !Catches(caller) && between.Add(caller)))
            {
                next.Enqueue(caller);
            }
        }

        return between;
    }

    // By its type, or with all others to describe it.
    private static bool Catches(MethodDefinition method) =>
        method.Body.ExceptionHandlers.Any(handler => handler.CatchType?.FullName == Violation)
        || (method.Body.ExceptionHandlers.Any(handler => handler.CatchType?.FullName == "System.Exception")
            && method.Body.Instructions.Any(
                instruction => instruction.Operand is MethodReference
                {
                    Name: nameof(PropertyRun.Describe),
                    DeclaringType.Name: nameof(PropertyRun),
                }));

    private static MethodDefinition? OverriddenBy(MethodDefinition method) => method is { IsVirtual: true, IsReuseSlot: true }
        ? (method.DeclaringType.BaseType as TypeDefinition)?.Methods.FirstOrDefault(
            known => known.Name == method.Name && known.Parameters.Count == method.Parameters.Count)
        : null;

    private static IEnumerable<string> RulesIn(MethodDefinition method) =>
        method.Body.Instructions.Select(instruction => instruction.Operand as string).OfType<string>().Where(ContractRules.IsKnown);

    private static string NameOf(MethodDefinition method) => $"{method.DeclaringType.Name}.{method.Name}";
}

using System.Reflection;
using LineFraming.Fuzz;
using LineFraming.Testing;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that instrumented code behaves as before and that its counters distinguish inputs.</summary>
public sealed class InstrumenterTests
{
    /// <summary>Together the targets check every property.</summary>
    [Theory]
    [InlineData("chunking")]
    [InlineData("handoff")]
    [InlineData("writer")]
    [InlineData("memory")]
    [InlineData("resume")]
    [InlineData("pipe")]
    [InlineData("session")]
    public void The_properties_hold_for_the_instrumented_library(string target)
    {
        InstrumentedTarget instrumented = new(LineTarget.All.Single(known => known.Name == target).Method);
        foreach (FramerCase input in EncodableCases(seed: 7, count: 200))
        {
            instrumented.Run(Encode(input));
        }

        Assert.True(Reached(instrumented) > 0.2, $"{Reached(instrumented):P0} of the blocks were reached");
    }

    [Fact]
    public void Known_bad_framers_fail_as_before_when_instrumented()
    {
        FramerCase[] cases = EncodableCases(seed: 8, count: 100);
        LineTarget chunking = LineTarget.All.Single(known => known.Name == "chunking");
        foreach (KnownBadFramer framer in BugGallery.All.Take(12))
        {
            TargetAction original = chunking.Over(framer).Run;
            InstrumentedTarget instrumented = new(chunking.Over(framer).Method);
            foreach (FramerCase input in cases)
            {
                byte[] bytes = Encode(input);
                Assert.Equal(MessageOf(() => original(bytes)), MessageOf(() => instrumented.Run(bytes)));
            }

            Assert.True(Reached(instrumented) > 0, framer.Name);
        }
    }

    [Fact]
    public void Counters_are_equal_for_equal_inputs_and_differ_for_others()
    {
        InstrumentedTarget instrumented = new(LineTarget.All[0].Method);
        byte[] plain = Encode("a line\r\n");
        byte[] tooLong = Encode("a line that is too long\r\n");
        instrumented.Run(plain);
        instrumented.Run(tooLong);
        byte[] first = CountersAfter(instrumented, plain);
        Assert.Equal(first, CountersAfter(instrumented, plain));
        Assert.NotEqual(first, CountersAfter(instrumented, tooLong));
    }

    [Fact]
    public void Blocks_have_their_method_and_their_line()
    {
        CoverageMap map = Instrument(typeof(SampleMethods), withSymbols: true);
        BlockSource[] blocks = [.. map.Sources.Where(source => source.Method == "LineFraming.Tests.SampleMethods.Branches")];
        Assert.Equal(["entry", "greater", "not greater"], blocks.Select(CommentAt));
        Assert.Contains(map.Sources, source => source.Method == "LineFraming.Tests.SampleMethods+Nested.Run");
        Assert.Equal(map.Count, map.Sources.Count);
    }

    /// <summary>A counter in a method without branches, whose callers all have counters, adds nothing and prevents inlining.</summary>
    [Fact]
    public void Methods_whose_callers_are_counted_have_no_counters()
    {
        Assert.Equal(["OfAnyone", "ToString", "OfWhichever", "Throws"], Counted(typeof(VisibleSample), isWhole: true));
        Assert.Contains("OfADelegate", Counted(typeof(SampleMethods), isWhole: true));
        Assert.DoesNotContain("Returns", Counted(typeof(SampleMethods), isWhole: true));

        // Here the callers may be in types without counters.
        Assert.Contains("Returns", Counted(typeof(SampleMethods), isWhole: false));

        static string[] Counted(Type type, bool isWhole) =>
        [
            .. from source in Instrument(type, withSymbols: true, isWhole).Sources
               where source.Method.StartsWith(type.FullName + '.', StringComparison.Ordinal)
               let name = source.Method.Split('.')[^1]
               where name != "ctor"
               select name,
        ];
    }

    [Fact]
    public void Blocks_without_symbols_have_their_method_and_their_module() => Assert.Contains(
        new BlockSource("LineFraming.Tests.SampleMethods.Branches", "LineFramer.Tests.dll", 0),
        Instrument(typeof(SampleMethods), withSymbols: false).Sources);

    [Fact]
    public void Embedded_symbols_are_used_like_a_separate_file()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "LineFramer.dll");
            string original = typeof(LineFramer).Assembly.Location;
            using (ModuleDefinition module = ModuleDefinition.ReadModule(original, new() { ReadSymbols = true }))
            {
                module.Write(path, new() { WriteSymbols = true, SymbolWriterProvider = new EmbeddedPortablePdbWriterProvider() });
            }

            Assert.Equal(SourcesOf(original), SourcesOf(path));
            File.WriteAllText(Path.ChangeExtension(path, ".pdb"), "Microsoft C/C++ MSF 7.00");
            Assert.Equal(SourcesOf(original), SourcesOf(path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static IReadOnlyList<BlockSource> SourcesOf(string path)
        {
            InstrumentedAssembly instrumented = Instrumenter.Instrument(File.ReadAllBytes(path), AssemblySymbols.Of(path));
            InstrumentedContext context = new(new Dictionary<string, RewrittenAssembly> { ["LineFramer"] = instrumented }, name => null);
            Assert.NotEmpty(context.LoadFromAssemblyName(new AssemblyName("LineFramer")).GetTypes());
            return instrumented.Coverage.Sources;
        }
    }

    [Fact]
    public void Symbols_of_another_build_are_ignored()
    {
        byte[] others = File.ReadAllBytes(Path.ChangeExtension(typeof(FuzzTarget).Assembly.Location, ".pdb"));
        byte[] assembly = File.ReadAllBytes(typeof(SampleMethods).Assembly.Location);
        InstrumentedAssembly instrumented = Instrumenter.Instrument(assembly, others, type => type.Name == nameof(SampleMethods));
        Assert.Contains(
            new BlockSource("LineFraming.Tests.SampleMethods.Branches", "LineFramer.Tests.dll", 0), instrumented.Coverage.Sources);
    }

    private static CoverageMap Instrument(Type type, bool withSymbols, bool isWhole = false)
    {
        string path = type.Assembly.Location;
        byte[]? symbols = withSymbols ? File.ReadAllBytes(Path.ChangeExtension(path, ".pdb")) : null;
        return Instrumenter.Instrument(
            File.ReadAllBytes(path), symbols, isWhole ? null : candidate => candidate.FullName == type.FullName).Coverage;
    }

    private static string CommentAt(BlockSource source) =>
        File.ReadAllLines(Path.Combine(Repository.Root, source.File!))[source.Line - 1].Split("// ")[^1];

    // Only short cases that the layout can represent, because they run many times.
    private static FramerCase[] EncodableCases(int seed, int count)
    {
        FramerCase[] cases =
            [.. GalleryCases.Make(seed, 10 * count).Where(input => CaseLayout.HasRoomFor(input) && input.Stream.Length < 400).Take(count)];
        Assert.Equal(count, cases.Length);
        return cases;
    }

    private static byte[] Encode(FramerCase input) =>
        CaseLayout.Encode(input with { ChunkSizes = [.. input.ChunkSizes.Select(cut => Math.Min(cut, byte.MaxValue))] });

    private static byte[] Encode(string stream) => CaseLayout.Encode(
        new(new(DelimiterChoice.CrLf, 10, OversizedLineHandling.Truncate), System.Text.Encoding.Latin1.GetBytes(stream), [3], true));

    private static byte[] CountersAfter(InstrumentedTarget target, byte[] input)
    {
        CoverageMap map = target.Coverage[0];
        map.Clear();
        target.Run(input);
        return map.ToArray();
    }

    private static double Reached(InstrumentedTarget target) =>
        target.Coverage.Sum(map => map.ToArray().Count(counter => counter > 0)) / (double)target.Coverage.Sum(map => map.Count);

    private static string? MessageOf(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception thrown)
        {
            return thrown.Message;
        }
    }
}

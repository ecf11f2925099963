using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using LineFraming.Fuzz;
using LineFraming.Testing;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Instrumented code does what it did before, and its counters tell inputs apart.</summary>
public sealed class InstrumenterTests
{
    private const BindingFlags Every =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Between them the targets check every property.</summary>
    [Theory]
    [InlineData("chunking")]
    [InlineData("handoff")]
    [InlineData("writer")]
    [InlineData("memory")]
    [InlineData("resume")]
    [InlineData("pipe")]
    [InlineData("session")]
    public void The_laws_hold_for_the_instrumented_library(string target)
    {
        InstrumentedTarget instrumented = new(LineTarget.All.Single(known => known.Name == target).Method);
        foreach (FramerCase input in EncodableCases(seed: 7, count: 200))
        {
            instrumented.Run(Encode(input));
        }

        Assert.True(Reached(instrumented) > 0.2, $"{Reached(instrumented):P0} of the blocks were reached");
    }

    [Fact]
    public void Broken_framers_stay_as_broken_as_they_were()
    {
        FramerCase[] cases = EncodableCases(seed: 8, count: 100);
        LineTarget chunking = LineTarget.All.Single(known => known.Name == "chunking");
        foreach (KnownBadFramer broken in BugGallery.All.Take(12))
        {
            TargetAction original = chunking.Over(broken).Run;
            InstrumentedTarget instrumented = new(chunking.Over(broken).Method);
            foreach (FramerCase input in cases)
            {
                byte[] bytes = Encode(input);
                Assert.Equal(MessageOf(() => original(bytes)), MessageOf(() => instrumented.Run(bytes)));
            }

            Assert.True(Reached(instrumented) > 0, broken.Name);
        }
    }

    [Fact]
    public void Counters_are_the_same_for_the_same_input_and_others_for_another()
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

    /// <summary>
    /// The compiler that runs the code is the judge: of large assemblies, exactly the methods that it cannot compile in
    /// the original it cannot compile in what was made of it.
    /// </summary>
    [Theory]
    [InlineData("xunit.assert")]
    [InlineData("Mono.Cecil")]
    [InlineData("System.Text.Json")]
    [InlineData("System.Text.RegularExpressions")]
    public void Large_assemblies_compile_as_well_as_before(string name) => ThrowIfLessCompiles(name);

    [LongFact]
    public void The_largest_assemblies_compile_as_well_as_before() =>
        Assert.All((string[])["FsCheck", "FSharp.Core", "System.Private.Xml"], ThrowIfLessCompiles);

    /// <summary>The same for what counts statements and conditions.</summary>
    [Theory]
    [InlineData("LineFramer.Testing", true)]
    [InlineData("System.Text.Json", false)]
    public void Assemblies_that_count_their_lines_compile_as_well_as_before(string name, bool hasLines)
    {
        string path = Assembly.Load(name).Location;
        CountedAssembly counted = LineInstrumenter.Rewrite(path, null, 0);
        (int prepared, List<string> expected) = PrepareAll(File.ReadAllBytes(path));
        (int preparedAgain, List<string> actual) = PrepareAll(counted.Assembly);
        Assert.Equal(expected, actual);
        Assert.Equal(prepared, preparedAgain);
        Assert.Equal(hasLines, counted.Lines.Statements.Count > prepared);
    }

    [Fact]
    public void Blocks_know_their_method_and_their_line()
    {
        CoverageMap map = Instrument(typeof(OwnSample), withSymbols: true);
        BlockSource[] blocks = [.. map.Sources.Where(source => source.Method == "LineFraming.Tests.OwnSample.Branches")];
        Assert.Equal(["entry", "greater", "not greater"], blocks.Select(CommentAt));
        Assert.Contains(map.Sources, source => source.Method == "LineFraming.Tests.OwnSample+Nested.Run");
        Assert.Equal(map.Count, map.Sources.Count);
    }

    /// <summary>What only counted blocks can call and what has no branch tells nothing, and counting keeps it from being inlined.</summary>
    [Fact]
    public void Methods_whose_callers_are_counted_are_not()
    {
        Assert.Equal(["OfAnyone", "ToString", "OfWhichever", "Throws"], Counted(typeof(SeenSample), isWhole: true));
        Assert.Contains("OfADelegate", Counted(typeof(OwnSample), isWhole: true));
        Assert.DoesNotContain("Returns", Counted(typeof(OwnSample), isWhole: true));

        // Then callers may be of types that are not counted.
        Assert.Contains("Returns", Counted(typeof(OwnSample), isWhole: false));

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
    public void Blocks_without_symbols_know_their_method_and_their_module() => Assert.Contains(
        new BlockSource("LineFraming.Tests.OwnSample.Branches", "LineFramer.Tests.dll", 0), Instrument(typeof(OwnSample), withSymbols: false).Sources);

    [Fact]
    public void Symbols_within_an_assembly_are_as_good_as_those_beside_it()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "LineFramer.dll");
            using (ModuleDefinition module = ModuleDefinition.ReadModule(typeof(LineFramer).Assembly.Location, new() { ReadSymbols = true }))
            {
                module.Write(path, new() { WriteSymbols = true, SymbolWriterProvider = new EmbeddedPortablePdbWriterProvider() });
            }

            Assert.Equal(SourcesOf(typeof(LineFramer).Assembly.Location), SourcesOf(path));
            File.WriteAllText(Path.ChangeExtension(path, ".pdb"), "Microsoft C/C++ MSF 7.00");
            Assert.Equal(SourcesOf(typeof(LineFramer).Assembly.Location), SourcesOf(path));
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
    public void Symbols_of_another_build_are_as_good_as_none()
    {
        byte[] others = File.ReadAllBytes(Path.ChangeExtension(typeof(FuzzTarget).Assembly.Location, ".pdb"));
        byte[] assembly = File.ReadAllBytes(typeof(OwnSample).Assembly.Location);
        InstrumentedAssembly instrumented = Instrumenter.Instrument(assembly, others, type => type.Name == nameof(OwnSample));
        Assert.Contains(new BlockSource("LineFraming.Tests.OwnSample.Branches", "LineFramer.Tests.dll", 0), instrumented.Coverage.Sources);
    }

    private static void ThrowIfLessCompiles(string name)
    {
        string path = Assembly.Load(name).Location;
        byte[] original = File.ReadAllBytes(path);
        InstrumentedAssembly instrumented = Instrumenter.Instrument(original, null);
        (int prepared, List<string> expected) = PrepareAll(original);
        (int preparedAgain, List<string> actual) = PrepareAll(instrumented.Assembly);
        Assert.Equal(expected, actual);
        Assert.Equal(prepared, preparedAgain);
        Assert.True(prepared > 400, $"{prepared} methods");
        Assert.True(instrumented.Coverage.Count > prepared);
    }

    private static CoverageMap Instrument(Type type, bool withSymbols, bool isWhole = false)
    {
        string path = type.Assembly.Location;
        byte[]? symbols = withSymbols ? File.ReadAllBytes(Path.ChangeExtension(path, ".pdb")) : null;
        return Instrumenter.Instrument(File.ReadAllBytes(path), symbols, isWhole ? null : candidate => candidate.FullName == type.FullName).Coverage;
    }

    private static string CommentAt(BlockSource source) =>
        File.ReadAllLines(Path.Combine(Repository.Root, source.File!))[source.Line - 1].Split("// ")[^1];

    private static (int Prepared, List<string> Failures) PrepareAll(byte[] bytes)
    {
        AssemblyLoadContext context = new("prepare");
        using MemoryStream stream = new(bytes);
        Assembly assembly = context.LoadFromStream(stream);
        int prepared = 0;
        List<string> failures = [];
        foreach (Type type in TypesOf(assembly).Where(type => !type.ContainsGenericParameters))
        {
            MethodBase[] methods = [.. type.GetMethods(Every), .. type.GetConstructors(Every)];
            foreach (MethodBase method in methods.Where(method => !method.IsAbstract && !method.ContainsGenericParameters))
            {
                try
                {
                    RuntimeHelpers.PrepareMethod(method.MethodHandle);
                    prepared++;
                }
                catch (Exception failure)
                {
                    failures.Add($"{type.FullName}.{method}: {failure.GetType().Name}");
                }
            }
        }

        return (prepared, failures);
    }

    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }

    // Those that an input has room for, and no long ones: they are run many times.
    private static FramerCase[] EncodableCases(int seed, int count)
    {
        FramerCase[] cases = [.. GalleryCases.Make(seed, 10 * count).Where(input => CaseLayout.HasRoomFor(input) && input.Stream.Length < 400).Take(count)];
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

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that the JIT compiles instrumented assemblies as it compiles the originals.</summary>
public sealed class InstrumentedCompilationTests
{
    private const BindingFlags Every =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>
    /// The JIT compiles every method of large assemblies before and after instrumentation; it must fail for the same methods, if any.
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

    /// <summary>The same holds for assemblies that count statements and conditions.</summary>
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
}

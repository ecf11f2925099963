using LineFraming.Fuzz;
using Mono.Cecil;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests the copies of assemblies that SharpFuzz instruments.</summary>
public sealed class InstrumentedCopiesTests
{
    [Fact]
    public void Copies_are_instrumented_and_the_originals_are_not()
    {
        using TestFolder folder = new();
        string original = typeof(LineFramer).Assembly.Location;
        byte[] before = File.ReadAllBytes(original);
        InstrumentedCopies.Make(Own("OverTheLibrary", "LineFramer:LineFraming.LineFramer"), folder.FullName);
        Assert.Equal(before, File.ReadAllBytes(original));
        using ModuleDefinition copy = ModuleDefinition.ReadModule(Assert.Single(Directory.GetFiles(folder.FullName)));
        Assert.Equal(["LineFraming.LineFramer"], copy.Types.Where(Counts).Select(type => type.FullName));
    }

    [Fact]
    public void An_assembly_that_SharpFuzz_rejects_is_reported_with_its_reason()
    {
        using TestFolder folder = new();
        FuzzRejectedException rejected = Assert.Throws<FuzzRejectedException>(
            () => InstrumentedCopies.Make(Own("OfSpan", "SharpFuzz.Rejected"), folder.FullName));
        Assert.Contains("SharpFuzz.Rejected", rejected.Message, StringComparison.Ordinal);

        string twice = Path.Combine(folder.FullName, "LineFramer.dll");
        InstrumentedCopies.Make(Own("OverTheLibrary", "LineFramer"), folder.FullName);
        FuzzMethod instrumented = new(twice, "LineFraming.LineFramer.Read", ["LineFramer"]);
        rejected = Assert.Throws<FuzzRejectedException>(
            () => InstrumentedCopies.Make(instrumented, Directory.CreateDirectory(Path.Combine(folder.FullName, "again")).FullName));
        Assert.Equal(
            (2, $"SharpFuzz cannot instrument {twice}: The specified assembly is already instrumented."),
            (rejected.ExitCode, rejected.Message));
    }

    private static FuzzMethod Own(string method, params string[] instrument) =>
        new(typeof(SampleMethods).Assembly.Location, $"LineFraming.Tests.SampleMethods.{method}", instrument);

    private static bool Counts(TypeDefinition type) => type.Methods
        .Where(method => method.HasBody)
        .SelectMany(method => method.Body.Instructions)
        .Any(instruction => instruction.Operand is FieldReference { DeclaringType.FullName: "SharpFuzz.Common.Trace" });
}

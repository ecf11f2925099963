using FsCheck;
using FsCheck.Fluent;
using LineFraming.Fuzz;
using LineFraming.Testing;

namespace LineFraming.Tests;

/// <summary>The cases of LineFramer.Testing as parameters of properties.</summary>
public static class Generators
{
    /// <summary>Streams rich in delimiters and near the limit, in small chunks.</summary>
    public static Arbitrary<FramerCase> Cases() => Arb.From(CaseGenerators.Cases(FramerCapabilities.Everything), Shrinker.Shrink);

    /// <summary>The same with content of any of the 256 byte values.</summary>
    public static Arbitrary<AnyBytesCase> AnyBytesCases() => Arb.From(
        CaseGenerators.Cases(FramerCapabilities.Everything, drawsAnyBytes: true).Select(input => new AnyBytesCase(input)),
        input => Shrinker.Shrink(input.Case).Select(smaller => new AnyBytesCase(smaller)));

    /// <summary>Pipes whose segments, cancelled reads and early breaks are planned.</summary>
    public static Arbitrary<PipeCase> PipeCases() => Arb.From(
        from input in CaseGenerators.Cases(FramerCapabilities.Everything)
        from segments in CaseGenerators.ChunkSizes
        from cancelEvery in Gen.Elements(0, 0, 1, 2, 3)
        from breakEvery in Gen.Elements(0, 0, 1, 2, 5)
        select new PipeCase(input with { IsEnded = true }, segments, cancelEvery, breakEvery),
        input => input.Simpler());
}

/// <summary>A case whose content is of any byte values (R13).</summary>
public sealed record AnyBytesCase(FramerCase Case);

using FsCheck;
using FsCheck.Fluent;

namespace LineFraming.Testing;

/// <summary>The cases that the suites draw, from a fixed seed: small ones and, as sizes grow, large ones.</summary>
internal static class GalleryCases
{
    private const int Sizes = 20;

    /// <summary>Draws cases.</summary>
    public static FramerCase[] Make(int seed, int count, bool drawsAnyBytes = false)
    {
        Gen<FramerCase> cases = CaseGenerators.Cases(FramerCapabilities.Everything, drawsAnyBytes);
        return
        [
            .. Enumerable.Range(1, Sizes).SelectMany(size =>
                cases.Sample(count / Sizes, new Rnd((ulong)(seed + size)), size * RandomCases.EndSize / Sizes)),
        ];
    }
}

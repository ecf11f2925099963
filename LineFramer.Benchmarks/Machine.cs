using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using BenchmarkDotNet.Environments;

namespace LineFraming.Benchmarks;

/// <summary>The machine of a measurement: ratios of one processor say little about another.</summary>
internal static class Machine
{
    /// <summary>The processor.</summary>
    public static string Processor => HostEnvironmentInfo.GetCurrent().Cpu.Value?.ProcessorName ?? "unknown processor";

    /// <summary>The processor, the vectors that it has for <see cref="LineFramer"/>, and the runtime, in a line.</summary>
    public static string Description =>
        $"{Processor}, {Vectors}, .NET {Environment.Version}";

    private static string Vectors =>
        Avx512Vbmi2.IsSupported ? "vectors of 512 bits that can be packed"
        : Vector512.IsHardwareAccelerated || Avx512BW.IsSupported ? "vectors of 512 bits"
        : Vector256.IsHardwareAccelerated ? "vectors of 256 bits"
        : Vector128.IsHardwareAccelerated ? "vectors of 128 bits"
        : "no vectors";
}

using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>
/// The proof is run again with narrower vectors, which switches of the runtime bring about: <c>DOTNET_EnableAVX512=0</c>,
/// <c>DOTNET_EnableAVX2=0</c>, <c>DOTNET_EnableHWIntrinsic=0</c>; and with wide ones that cannot be
/// packed, as without AVX-512 VBMI2: <c>DOTNET_EnableAVX512v3=0</c>. A switch that the runtime does not know any more would
/// do nothing, and no test would fail.
/// </summary>
public sealed class WidthTests
{
    /// <summary>The environment variable with the width of the widest vectors that there may be, in bits; 0 for none.</summary>
    private const string Variable = "LINEFRAMER_WIDTH";

    [SkippableFact]
    public void Vectors_are_no_wider_than_they_were_meant_to_be()
    {
        string? asked = Environment.GetEnvironmentVariable(Variable);
        Skip.If(asked is null, $"{Variable} is not set: the vectors are the hardware's.");
        int max = int.Parse(asked, CultureInfo.InvariantCulture);
        int width = Vector512.IsHardwareAccelerated ? 512
            : Vector256.IsHardwareAccelerated ? 256
            : Vector128.IsHardwareAccelerated ? 128
            : 0;
        Assert.True(width <= max, $"Vectors have {width} bits here, but {Variable} is {max}.");
    }

    [SkippableFact]
    public void What_is_meant_to_be_other_hardware_does_not_pack()
    {
        Skip.If(Environment.GetEnvironmentVariable(Variable) is null, $"{Variable} is not set: the hardware is what it is.");
        Assert.False(Avx512Vbmi2.IsSupported, $"{Variable} is set, but AVX-512 VBMI2 is there.");
    }
}

using LineFraming.Benchmarks;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Shapes as the command line names them.</summary>
public sealed class LoadShapeTests
{
    [Theory]
    [InlineData("1x1", 1, 1, 64)]
    [InlineData("16x256", 16, 256, 64)]
    [InlineData("10000x1x8", 10_000, 1, 8)]
    [InlineData("2x4096x8192", 2, 4096, 8192)]
    public void A_shape_is_read_and_written(string text, int connections, int depth, int length)
    {
        LoadShape? shape = LoadShape.Parse(text);
        Assert.Equal(new LoadShape(connections, depth, length), shape);
        Assert.StartsWith(text, shape.ToString(), StringComparison.Ordinal);
        Assert.Equal(shape, LoadShape.Parse(shape.ToString()!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("16")]
    [InlineData("0x1")]
    [InlineData("1x0")]
    [InlineData("1x1x7")]
    [InlineData("1x1x8193")]
    [InlineData("10001x1")]
    [InlineData("1x4097")]
    [InlineData("1x1x64x1")]
    [InlineData("-1x1")]
    [InlineData("1x+1")]
    [InlineData("16x256x64 ")]
    [InlineData("1000x4096x64")]
    public void What_is_no_shape_is_none(string text) => Assert.Null(LoadShape.Parse(text));

    [Fact]
    public void The_shapes_with_a_target_are_measured_by_default()
    {
        Assert.Superset(new HashSet<LoadShape> { new(1, 1, 64), new(16, 16, 64), new(16, 256, 64) }, LoadShape.Default.ToHashSet());
        Assert.Equal(LoadShape.Default.Count, LoadShape.Default.Distinct().Count());
        Assert.All(LoadShape.Default, shape => Assert.Equal(shape, LoadShape.Parse(shape.ToString())));
    }
}

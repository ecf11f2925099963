using LineFraming.Fuzz;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that each committed input becomes a test.</summary>
public sealed class FuzzInputsTests
{
    public static IEnumerable<object[]> Committed => FuzzInputs.In("corpus/writer");

    /// <summary>The example of the documentation; the folder is at the root of the repository.</summary>
    [Theory]
    [MemberData(nameof(Committed))]
    public void Committed_inputs_find_nothing(FuzzInput input) => WriterTarget.Run(input.Bytes);

    [Fact]
    public void An_input_is_named_by_its_file_and_its_bytes()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        Directory.CreateDirectory(Path.Combine(folder.FullName, "b"));
        File.WriteAllBytes(Path.Combine(folder.FullName, "b", "long"), new byte[1000]);
        File.WriteAllBytes(Path.Combine(folder.FullName, "a"), [.. "a\r\n\t\"\\é"u8]);
        object[][] rows = [.. FuzzInputs.In(folder.FullName)];
        folder.Delete(recursive: true);
        Assert.Equal(2, rows.Length);
        Assert.Equal("""a: "a\r\n\t\"\\\xc3\xa9" """.TrimEnd(), rows[0].Single().ToString());
        Assert.Equal(
            $"{Path.Combine("b", "long")}: \"{string.Concat(Enumerable.Repeat("\\x00", 60))}\"... of 1,000 bytes",
            rows[1].Single().ToString());
        Assert.Equal(1000, ((FuzzInput)rows[1][0]).Bytes.Length);
    }

    [Fact]
    public void A_folder_that_would_test_nothing_is_rejected()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        Assert.Throws<ArgumentException>(() => FuzzInputs.In(folder.FullName));
        folder.Delete();
        Assert.Contains(
            "corpus/nope",
            Assert.Throws<DirectoryNotFoundException>(() => FuzzInputs.In("corpus/nope")).Message,
            StringComparison.Ordinal);
    }
}

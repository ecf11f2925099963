using System.IO.Pipelines;
using System.Text;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The examples of the README and the documents compile, and do what the sentences beside them say.</summary>
public sealed class ReadmeSnippetTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "LineFramer.Tests", "Readme");

    /// <summary>Whole programs are excepted, because <c>.ci/run</c> runs them.</summary>
    [Fact]
    public void Every_csharp_block_is_in_a_compiled_file()
    {
        IEnumerable<string> files = Directory.EnumerateFiles(Folder, "*.cs")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.cs"))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "eng", "PackageCheck"), "*.cs", SearchOption.AllDirectories));
        string compiled = string.Join('\n', files.Select(file => Trimmed(File.ReadAllText(file))));
        string[] snippets = [.. Documents().SelectMany(Blocks).Where(block => !block.StartsWith("#:", StringComparison.Ordinal))];
        Assert.True(snippets.Length > 5, $"The documents have {snippets.Length} snippets.");
        Assert.All(snippets, snippet => Assert.Contains(
            Trimmed(
                snippet
                    .Replace("public sealed class MyFramerTests", "internal sealed class MyFramerTests", StringComparison.Ordinal)
                    .Replace("namespace MyProject;", "namespace LineFraming.Tests;", StringComparison.Ordinal)),
            compiled,
            StringComparison.Ordinal));
    }

    [Fact]
    public void A_whole_file_is_read_with_its_unterminated_last_line() =>
        Assert.Equal(["a", "", "b"], ReadmeSnippets.WholeFile("a\n\nb"u8));

    [Fact]
    public async Task Truncated_lines_of_a_pipe_are_not_whole()
    {
        PipeReader pipe = PipeReader.Create(new(Bytes.Of($"ab\r\n{new string('x', 9000)}\r\ncd\r\ne")));
        List<(int, bool)> lines = await ReadmeSnippets.ReadPipeAsync(pipe, CancellationToken.None);
        Assert.Equal([(2, true), (8192, false), (2, true), (1, false)], lines);
    }

    [Fact]
    public async Task The_writer_throws_where_the_page_says()
    {
        Pipe pipe = new();
        ReadmeSnippets.Write(pipe, "ab"u8);
        Assert.Throws<ArgumentException>(() => ReadmeSnippets.Write(pipe, "a\r\nb"u8));
        await pipe.Writer.CompleteAsync();
        ReadResult read = await pipe.Reader.ReadAsync();
        Assert.Equal("ab\r\n", Bytes.Text(read.Buffer.FirstSpan));
    }

    [Fact]
    public void Hand_off_leaves_the_rest_of_the_chunk() =>
        Assert.Equal("raw\r\nbytes", ReadmeSnippets.HandOff(new LineFramer(LineDelimiter.CrLf, 10), "a\r\nDATA\r\nraw\r\nbytes"u8));

    [Fact]
    public void A_restart_inside_a_remainder_goes_on_with_the_next_line()
    {
        LineFramer framer = new(LineDelimiter.AnyNewline, 8192, OversizedLineHandling.Truncate);
        byte[] stream = Bytes.Of(new string('x', 9000) + "\r\ngh\r\n");
        Assert.Single(Lines.Rest(framer.Read(stream.AsSpan(0, 8500))));
        using MemoryStream file = new(stream);
        LineFramer resumed = ReadmeSnippets.Resume(framer, file);
        Assert.Equal(8500, file.Position);
        Assert.Equal(["gh"], Lines.Rest(resumed.Read(stream.AsSpan(8500))));
        Assert.Equal(9002, resumed.LastLine.Offset);
    }

    [Fact]
    public void R2_The_example_of_overlapping_delimiters_is_true()
    {
        LineFramer framer = new(LineDelimiter.CreateAny([.. "ca"u8], [.. "aab"u8], [.. "b"u8]), 10);
        LineReader reader = framer.Read("xcaab"u8);
        Assert.Equal(["x", "a"], Lines.Rest(reader));
        Assert.Equal((3, "b"), (framer.LastLine.Offset, Bytes.Text(reader.MatchedDelimiter)));
    }

    [Fact]
    public void R4_A_line_may_be_oversized_at_its_delimiters_last_byte()
    {
        LineFramer framer = new(LineDelimiter.CreateAny("a"u8, "cbc"u8), 1, OversizedLineHandling.Truncate);
        LineReader reader = framer.Read("bc"u8);
        Assert.False(reader.TryRead(out _));
        reader = framer.Read("ax"u8);
        Assert.True(reader.TryRead(out ReadOnlySpan<byte> line) && reader.IsTruncated);
        Assert.Equal(("b", "x"), (Bytes.Text(line), Bytes.Text(reader.UnreadSpan)));
    }

    [Fact]
    public void A_newline_of_UTF_16_occurs_across_two_other_characters()
    {
        byte[] newline = Encoding.Unicode.GetBytes("\n");
        byte[] text = Encoding.Unicode.GetBytes("\u0A41\u4E00");
        Assert.Equal("0A00 410A004E", $"{Convert.ToHexString(newline)} {Convert.ToHexString(text)}");
        Assert.Equal(["A"], Lines.Rest(new LineFramer(LineDelimiter.Create(newline), 10).Read(text)));
    }

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Prepend(Path.Combine(Repository.Root, "README.md"))
            .Select(File.ReadAllText);

    private static IEnumerable<string> Blocks(string document) =>
        document.Split("```csharp\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)]);

    private static string Trimmed(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim())).Trim();
}

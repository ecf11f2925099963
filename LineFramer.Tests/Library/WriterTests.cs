using System.Buffers;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>R14 by example; the property is in the suites.</summary>
public sealed class WriterTests
{
    [Fact]
    public void Each_delimiter_is_written_as_itself_and_a_set_as_its_first()
    {
        Assert.Equal("a\r\n", Write("a", LineDelimiter.CrLf));
        Assert.Equal("a\n", Write("a", LineDelimiter.Lf));
        Assert.Equal("a\r\n", Write("a", LineDelimiter.CrLfOrLf));
        Assert.Equal("a\r\n", Write("a", LineDelimiter.AnyNewline));
        Assert.Equal("a\0", Write("a", LineDelimiter.Nul));
        Assert.Equal("\n", Write("", LineDelimiter.CreateAny([.. "\n"u8], [.. "\r\n"u8])));
    }

    [Fact]
    public void What_is_not_read_as_that_line_is_rejected_and_nothing_written()
    {
        AssertRejected("RCPT TO:<a>\r\nDATA", LineDelimiter.CrLf, "after 13 bytes");
        AssertRejected("a\r", LineDelimiter.AnyNewline, "after 2 bytes");
        AssertRejected("a\n", LineDelimiter.CrLfOrLf, "after 2 bytes");
        AssertRejected("a", LineDelimiter.Create("aa"u8), "after 2 bytes");
        AssertRejected("a\r", LineDelimiter.CreateAny([.. "\n"u8], [.. "\r\n"u8]), "after 3 bytes");
    }

    [Fact]
    public void What_only_looks_like_a_delimiter_is_not()
    {
        Assert.Equal("a\r\r\n", Write("a\r", LineDelimiter.CrLf));
        Assert.Equal("\n\r\n", Write("\n", LineDelimiter.CrLf));
        Assert.Equal("a\r\r\n", Write("a\r", LineDelimiter.CrLfOrLf));
        Assert.Equal("aaab", Write("a", LineDelimiter.Create("aab"u8)));
    }

    /// <summary>
    /// A writer may offer less memory than the line needs, or exactly as much: the bytes are the same, and each is counted
    /// once.
    /// </summary>
    [Fact]
    public void A_line_is_written_whole_however_little_room_the_writer_offers()
    {
        for (int length = 0; length <= 40; length++)
        {
            for (int capacity = 1; capacity <= 44; capacity++)
            {
                ArrayBufferWriter<byte> output = new(capacity);
                string content = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
                output.WriteLine(Bytes.Of(content), LineDelimiter.CrLf);
                output.WriteLine(Bytes.Of(content), LineDelimiter.Lf);
                Assert.Equal($"{content}\r\n{content}\n", Bytes.Text(output.WrittenSpan));
            }
        }
    }

    [Fact]
    public void Null_is_rejected()
    {
        Assert.Throws<ArgumentNullException>(() => BufferWriterExtensions.WriteLine(null!, "a"u8, LineDelimiter.Lf));
        Assert.Throws<ArgumentNullException>(() => new ArrayBufferWriter<byte>().WriteLine("a"u8, null!));
    }

    private static string Write(string content, LineDelimiter delimiter)
    {
        ArrayBufferWriter<byte> output = new();
        output.WriteLine(Bytes.Of(content), delimiter);
        return Bytes.Text(output.WrittenSpan);
    }

    private static void AssertRejected(string content, LineDelimiter delimiter, string where)
    {
        ArrayBufferWriter<byte> output = new();
        ArgumentException rejected = Assert.Throws<ArgumentException>(
            () => output.WriteLine(Bytes.Of(content), delimiter));
        Assert.Contains(where, rejected.Message, StringComparison.Ordinal);
        Assert.Contains("Remove or encode the delimiter", rejected.Message, StringComparison.Ordinal);
        Assert.Equal(0, output.WrittenCount);
    }
}

using System.Buffers;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>What is rejected at construction, and that the message says what is allowed (R2, R3, R10).</summary>
public sealed class ConstructionTests
{
    [Fact]
    public void An_empty_delimiter_is_rejected()
    {
        Assert.Contains(
            "at least one byte",
            Assert.Throws<ArgumentException>(() => LineDelimiter.Create([])).Message,
            StringComparison.Ordinal);
        foreach ((string first, string second) in new[] { ("", "\n"), ("\n", ""), ("", "") })
        {
            byte[][] both = [Bytes.Of(first), Bytes.Of(second)];
            Func<LineDelimiter>[] ways = [() => LineDelimiter.CreateAny(both), () => LineDelimiter.CreateAny(both[0].AsSpan(), both[1])];
            foreach (Func<LineDelimiter> create in ways)
            {
                Assert.Contains("at least one byte", Assert.Throws<ArgumentException>(create).Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void An_empty_set_is_rejected() =>
        Assert.Contains(
            "at least one", Assert.Throws<ArgumentException>(() => LineDelimiter.CreateAny()).Message, StringComparison.Ordinal);

    [Fact]
    public void Null_is_rejected()
    {
        Assert.Throws<ArgumentNullException>(() => LineDelimiter.CreateAny(null!));
        Assert.Throws<ArgumentNullException>(() => LineDelimiter.CreateAny([.. "\n"u8], [.. "\r"u8], null!));
        Assert.Throws<ArgumentNullException>(() => new LineFramer(null!, 1));
    }

    [Theory]
    [InlineData("\r", "\r\n")]
    [InlineData("ab", "xaby")]
    [InlineData("a", "aba")]
    [InlineData("aa", "aaa")]
    public void A_delimiter_that_can_never_win_is_rejected_by_name(string winner, string loser)
    {
        string message = Assert.Throws<ArgumentException>(() => LineDelimiter.CreateAny(Bytes.Of(winner), Bytes.Of(loser))).Message;
        Assert.Contains($"The delimiter {LineDelimiter.Create(Bytes.Of(loser))} can never end a line", message, StringComparison.Ordinal);
        Assert.Contains($"it contains {LineDelimiter.Create(Bytes.Of(winner))}", message, StringComparison.Ordinal);
        Assert.Contains("Leave one of them out, or use LineDelimiter.AnyNewline", message, StringComparison.Ordinal);
    }

    /// <summary>Two faults in one set must not cancel each other.</summary>
    [Fact]
    public void Two_delimiters_that_can_never_win_are_rejected() =>
        Assert.Contains(
            "can never end a line",
            Assert.Throws<ArgumentException>(() => LineDelimiter.CreateAny([.. "a"u8], [.. "ab"u8], [.. "c"u8], [.. "cd"u8])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void One_that_ends_with_another_and_one_given_twice_are_valid()
    {
        Assert.Equal("\"\\r\\n\" or \"\\n\"", LineDelimiter.CreateAny([.. "\r\n"u8], [.. "\n"u8]).ToString());
        Assert.Equal("\"ab\"", LineDelimiter.CreateAny([.. "ab"u8], [.. "ab"u8]).ToString());
    }

    [Fact]
    public void A_delimiter_is_a_copy()
    {
        byte[] bytes = [.. "|"u8];
        LineDelimiter[] delimiters = [LineDelimiter.Create(bytes), LineDelimiter.CreateAny(bytes, "!"u8), LineDelimiter.CreateAny([bytes])];
        bytes[0] = (byte)'x';
        foreach (LineDelimiter delimiter in delimiters)
        {
            LineReader reader = new LineFramer(delimiter, 10).Read("a|b"u8);
            Assert.True(reader.TryRead(out _));
            ArrayBufferWriter<byte> written = new();
            written.WriteLine("a"u8, delimiter);
            Assert.Equal(("|", "a|"), (Bytes.Text(reader.MatchedDelimiter), Bytes.Text(written.WrittenSpan)));
            Assert.StartsWith("\"|\"", delimiter.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(-1, OversizedLineHandling.Throw, "from 0 to 2147483589")]
    [InlineData(int.MaxValue, OversizedLineHandling.Truncate, "from 0 to 2147483589")]
    [InlineData(0, OversizedLineHandling.Split, "from 1 to 2147483589")]
    public void A_limit_out_of_range_is_rejected(int limit, OversizedLineHandling policy, string allowed)
    {
        ArgumentOutOfRangeException rejected =
            Assert.Throws<ArgumentOutOfRangeException>(() => new LineFramer(LineDelimiter.CrLf, limit, policy));
        Assert.Contains(allowed, rejected.Message, StringComparison.Ordinal);
        Assert.Equal(limit, rejected.ActualValue);
    }

    [Theory]
    [InlineData(0, OversizedLineHandling.Throw)]
    [InlineData(0, OversizedLineHandling.Truncate)]
    [InlineData(1, OversizedLineHandling.Split)]
    [InlineData(2147483589, OversizedLineHandling.Throw)]
    public void The_ends_of_the_range_are_valid(int limit, OversizedLineHandling policy) =>
        Assert.Equal(limit, new LineFramer(LineDelimiter.CrLf, limit, policy).MaxLineLength);

    [Theory]
    [InlineData((OversizedLineHandling)3)]
    [InlineData((OversizedLineHandling)(-1))]
    public void A_policy_that_is_none_is_rejected(OversizedLineHandling policy) =>
        Assert.Contains(
            "Throw, Truncate or Split",
            Assert.Throws<ArgumentOutOfRangeException>(() => new LineFramer(LineDelimiter.CrLf, 1, policy)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_delimiter_prints_escaped()
    {
        Assert.Equal("any newline", LineDelimiter.AnyNewline.ToString());
        Assert.Equal("\"\\x00\"", LineDelimiter.Nul.ToString());
        Assert.Equal(
            "\"a \\\"\\\\~\\x1f\\x7f\\xff\"",
            LineDelimiter.Create([(byte)'a', (byte)' ', (byte)'"', (byte)'\\', (byte)'~', 0x1f, 0x7f, 0xff]).ToString());
    }

    [Fact]
    public void A_framer_has_the_settings_it_was_made_with()
    {
        LineFramer framer = new(LineDelimiter.Lf, 80);
        Assert.Same(LineDelimiter.Lf, framer.Delimiter);
        Assert.Equal((80, OversizedLineHandling.Throw), (framer.MaxLineLength, framer.OversizedLineHandling));
        Assert.Equal(OversizedLineHandling.Split, new LineFramer(LineDelimiter.Lf, 80, OversizedLineHandling.Split).OversizedLineHandling);
    }
}

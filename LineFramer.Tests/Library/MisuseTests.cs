using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>Misuse is an <see cref="InvalidOperationException"/> that says what to do; it never corrupts data silently.</summary>
public sealed class MisuseTests
{
    public static TheoryData<string, Action<LineFramer>> NewerCalls => new()
    {
        { "Read", framer => framer.Read(default) },
        { "Read of a final block", framer => framer.Read(default, isFinalBlock: true) },
        { "Reset", framer => framer.Reset() },
    };

    [Theory]
    [MemberData(nameof(NewerCalls))]
    public void A_reader_is_rejected_once_a_newer_one_was_begun(string call, Action<LineFramer> newer)
    {
        LineFramer framer = new(LineDelimiter.Lf, 10);
        LineReader old = framer.Read("a\nb\nc"u8);
        Assert.True(old.TryRead(out _), call);
        newer(framer);
        AssertRejected(ref old);
    }

    [Fact]
    public void A_reader_that_no_framer_made_is_rejected()
    {
        LineReader none = default;
        AssertRejected(ref none);
    }

    [Fact]
    public void Reading_after_the_end_is_rejected_until_reset()
    {
        LineFramer framer = new(LineDelimiter.Lf, 10);
        Assert.Equal(["a"], Lines.Read(framer, "a\nb"));
        Assert.Equal(["b"], Lines.Rest(framer.Read(default, isFinalBlock: true)));
        Assert.Contains("Reset", Assert.Throws<InvalidOperationException>(() => framer.Read("c"u8)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Reset",
            Assert.Throws<InvalidOperationException>(() => framer.Read(default, isFinalBlock: true)).Message,
            StringComparison.Ordinal);
        framer.Reset();
        Assert.Equal(["c"], Lines.Read(framer, "c\n"));
    }

    [Fact]
    public void A_failed_framer_fails_on_every_call_until_reset()
    {
        LineFramer framer = new(LineDelimiter.Lf, 2);
        LineReader reader = framer.Read("a\nlong\nb\n"u8);
        Assert.True(reader.TryRead(out _));
        AssertTooLong(ref reader);
        AssertTooLong(ref reader);
        Assert.Equal("g\nb\n", Bytes.Text(reader.UnreadSpan));
        Assert.Throws<LineTooLongException>(() => framer.Read("b\n"u8));
        Assert.Throws<LineTooLongException>(() => framer.Read(default, isFinalBlock: true));
        Assert.Equal((0, 5, 0, 1), (framer.BytesBuffered, framer.BytesConsumed, framer.BytesDiscarded, framer.LinesRead));
        framer.Reset();
        Assert.Equal((0, 0, 0, 0), (framer.BytesBuffered, framer.BytesConsumed, framer.BytesDiscarded, framer.LinesRead));
        Assert.Equal(["b"], Lines.Read(framer, "b\n"));
    }

    [Theory]
    [InlineData(OversizedLineHandling.Truncate)]
    [InlineData(OversizedLineHandling.Split)]
    public void Reset_forgets_a_line_that_was_begun(OversizedLineHandling policy)
    {
        LineFramer framer = new(LineDelimiter.CrLf, 2, policy);
        LineReader reader = framer.Read("abcdefg\r"u8);
        while (reader.TryRead(out _))
        {
        }

        framer.Reset();
        Assert.Equal((0, 0), (framer.BytesBuffered, framer.State.Buffer.Capacity));
        LineReader fresh = framer.Read("\nx\r\n"u8);
        Assert.Equal((0, 0, false, false), (fresh.Offset, fresh.MatchedDelimiter.Length, fresh.IsTruncated, fresh.IsPartial));
        Assert.True(fresh.TryRead(out ReadOnlySpan<byte> line));
        Assert.Equal("\nx", Bytes.Text(line));
        Assert.Equal((0, false, false), (fresh.Offset, fresh.IsTruncated, fresh.IsPartial));
        Assert.Equal((4, 1, 0), (framer.BytesConsumed, framer.LinesRead, framer.BytesDiscarded));
    }

    [Fact]
    public void Reset_forgets_what_the_last_line_was()
    {
        foreach (OversizedLineHandling policy in new[] { OversizedLineHandling.Truncate, OversizedLineHandling.Split })
        {
            LineFramer framer = new(LineDelimiter.Lf, 1, policy);
            LineReader reader = framer.Read("a\nlong"u8);
            Assert.True(reader.TryRead(out _) && reader.TryRead(out _) && reader.Offset == 2);
            framer.Reset();
            reader = framer.Read(default);
            Assert.Equal((0, 0, false, false), (reader.Offset, reader.MatchedDelimiter.Length, reader.IsTruncated, reader.IsPartial));
        }
    }

    [Fact]
    public void Reset_releases_the_buffer()
    {
        LineFramer framer = new(LineDelimiter.Lf, 100);
        Assert.Empty(Lines.Read(framer, "begun"));
        Assert.True(framer.State.Buffer.Capacity > 0);
        framer.Reset();
        Assert.Equal((0, 0), (framer.BytesBuffered, framer.State.Buffer.Capacity));
    }

    [Fact]
    public void Reset_forgets_a_carriage_return()
    {
        LineFramer framer = new(LineDelimiter.AnyNewline, 10);
        Assert.Equal(["a"], Lines.Read(framer, "a\r"));
        framer.Reset();
        Assert.Equal([""], Lines.Read(framer, "\n"));
    }

    [Fact]
    public void Reset_forgets_the_piece_of_a_line()
    {
        LineFramer framer = new(LineDelimiter.Lf, 1, OversizedLineHandling.Split);
        LineReader reader = framer.Read("ab"u8);
        Assert.True(reader.TryRead(out _) && reader.IsPartial);
        framer.Reset();
        Assert.Empty(Lines.Rest(framer.Read(default, isFinalBlock: true)));
    }

    [Fact]
    public void A_line_in_pieces_gets_its_last_piece_without_the_rest()
    {
        LineFramer framer = new(LineDelimiter.Lf, 1, OversizedLineHandling.Split);
        LineReader reader = framer.Read("ab"u8);
        Assert.True(reader.TryRead(out _) && reader.IsPartial);
        LineReader rest = framer.Read(default, isFinalBlock: true);
        Assert.True(rest.TryRead(out ReadOnlySpan<byte> last));
        Assert.True(last.IsEmpty && !rest.IsPartial);
        Assert.False(rest.TryRead(out _));
    }

    private static void AssertTooLong(ref LineReader reader)
    {
        LineTooLongException? thrown = null;
        try
        {
            reader.TryRead(out _);
        }
        catch (LineTooLongException tooLong)
        {
            thrown = tooLong;
        }

        Assert.NotNull(thrown);
        Assert.Equal((2, 2), (thrown.Offset, thrown.MaxLineLength));
        Assert.Contains("byte 2 ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("limit of 2 bytes", thrown.Message, StringComparison.Ordinal);
    }

    // A ref struct cannot be captured, so each member is tried by its number.
    private static void AssertRejected(ref LineReader reader)
    {
        for (int member = 0; member < 7; member++)
        {
            string message = "";
            try
            {
                _ = member switch
                {
                    0 => reader.TryRead(out _) ? 1 : 0,
                    1 => reader.MoveNext() ? 1 : 0,
                    2 => reader.UnreadSpan.Length,
                    3 => (int)reader.Offset,
                    4 => reader.MatchedDelimiter.Length,
                    5 => reader.IsTruncated ? 1 : 0,
                    _ => reader.IsPartial ? 1 : 0,
                };
            }
            catch (InvalidOperationException rejected)
            {
                message = rejected.Message;
            }

            Assert.Contains("not the newest", message, StringComparison.Ordinal);
            Assert.Contains("keep its UnreadSpan", message, StringComparison.Ordinal);
        }
    }
}

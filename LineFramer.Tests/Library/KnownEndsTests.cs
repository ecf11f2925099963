using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>
/// What a reader found ahead is used by that reader alone, and only as long as it may be read: not after an oversized line,
/// and not once another reader was begun.
/// </summary>
public sealed class KnownEndsTests
{
    /// <summary>R5: the lines after the oversized one are known already, and are not returned.</summary>
    [Fact]
    public void A_reader_that_knows_ends_ahead_stays_failed()
    {
        LineFramer framer = new(LineDelimiter.CrLf, 2);
        LineReader reader = framer.Read(Bytes.Of("ab\r\nabc\r\n" + string.Concat(Enumerable.Repeat("a\r\n", 50))));
        Assert.True(reader.TryRead(out _));
        for (int attempt = 0; attempt < 3; attempt++)
        {
            long failedAt = -1;
            try
            {
                reader.TryRead(out _);
            }
            catch (LineTooLongException tooLong)
            {
                failedAt = tooLong.Offset;
            }

            Assert.Equal(4, failedAt);
        }
    }

    /// <summary>The ends that a reader found ahead are gone with it: the caller may continue with other bytes.</summary>
    [Fact]
    public void Other_bytes_after_an_abandoned_reader_are_scanned_anew()
    {
        LineFramer framer = new(LineDelimiter.Lf, 1000);
        LineReader reader = framer.Read(Bytes.Of(string.Concat(Enumerable.Repeat("a\n", 100))));
        Assert.True(reader.TryRead(out _) && reader.TryRead(out _));
        string other = string.Concat(Enumerable.Repeat("abcdef\n", 100));
        Assert.Equal(Enumerable.Repeat("abcdef", 100), Lines.Read(framer, other));
    }

    /// <summary>The old reader must not take the fast path, however far the newer one has read.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    public void A_reader_that_knows_ends_ahead_is_rejected_once_a_newer_one_was_begun(int linesOfNewer)
    {
        LineFramer framer = new(LineDelimiter.Lf, 1000);
        byte[] chunk = Bytes.Of(string.Concat(Enumerable.Repeat("a\n", 100)));
        LineReader old = framer.Read(chunk);
        Assert.True(old.TryRead(out _) && old.TryRead(out _));
        LineReader newer = framer.Read(Bytes.Of(string.Concat(Enumerable.Repeat("\n", 100))));
        for (int i = 0; i < linesOfNewer; i++)
        {
            Assert.True(newer.TryRead(out _));
        }

        AssertRejected(ref old);
        Assert.Equal(100 - linesOfNewer, Lines.Rest(newer).Count);
        Assert.Equal(104, framer.BytesConsumed);
    }

    [Fact]
    public void It_is_rejected_once_a_final_block_or_a_reset_was_begun()
    {
        foreach (bool isReset in new[] { false, true })
        {
            LineFramer framer = new(LineDelimiter.Lf, 1000);
            LineReader old = framer.Read(Bytes.Of(string.Concat(Enumerable.Repeat("a\n", 100))));
            Assert.True(old.TryRead(out _) && old.TryRead(out _));
            if (isReset)
            {
                framer.Reset();
            }
            else
            {
                framer.Read(default, isFinalBlock: true);
            }

            AssertRejected(ref old);
            Assert.Equal(isReset ? 0 : 2, framer.LinesRead);
        }
    }

    private static void AssertRejected(ref LineReader reader)
    {
        bool isRejected = false;
        try
        {
            reader.TryRead(out _);
        }
        catch (InvalidOperationException)
        {
            isRejected = true;
        }

        Assert.True(isRejected);
    }
}

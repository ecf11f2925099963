using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests.Library;

/// <summary>R16 by example: a log shipper that is stopped after any byte, and goes on from the checkpoint it stored.</summary>
public sealed class RestartTests
{
    /// <summary>The rest of a truncated line must not become a line, nor the LF after a CR an empty one.</summary>
    [Theory]
    [InlineData("lf", "one\nAAAAAAAA: DROP TABLE x\ntwo\n", OversizedLineHandling.Truncate, "one|AAAAAAAA..|two")]
    [InlineData("crlf", "one\r\nAAAAAAAA: DROP\rx\r\r\ntwo\r\n", OversizedLineHandling.Truncate, "one|AAAAAAAA..|two")]
    [InlineData("any", "one\r\ntwo\r\n", OversizedLineHandling.Throw, "one|two")]
    [InlineData("any", "one\r\nAAAAAAAA: x\r\n\r\ntwo\n", OversizedLineHandling.Truncate, "one|AAAAAAAA..||two")]
    [InlineData("crlf", "one\r\nAAAAAAAABBBBBBBBCC\r\ntwo\r\n", OversizedLineHandling.Split, "one|AAAAAAAA+|BBBBBBBB+|CC|two")]
    public void R16_A_restart_after_any_byte_ships_the_lines_of_the_uninterrupted_run(
        string delimiter, string text, OversizedLineHandling policy, string expected)
    {
        LineDelimiter real = DelimiterChoice.All.Single(choice => choice.Name == delimiter).Real;
        byte[] file = Bytes.Of(text);
        for (int stop = 0; stop <= file.Length; stop++)
        {
            List<string> shipped = [];
            LineFramer before = new(real, 8, policy);
            Ship(before.Read(file.AsSpan(0, stop)), shipped);
            (long offset, LineCheckpointState state) = (before.Checkpoint.Offset, before.Checkpoint.State);
            Assert.InRange(offset, 0, stop);

            LineFramer after = new(real, 8, policy);
            after.Reset(new LineCheckpoint(offset, state));
            Ship(after.Read(file.AsSpan((int)offset)), shipped);
            Assert.Equal(expected, string.Join('|', shipped));
            Assert.Equal(file.Length, after.BytesConsumed);
        }
    }

    private static void Ship(LineReader reader, List<string> shipped)
    {
        while (reader.TryRead(out ReadOnlySpan<byte> line))
        {
            shipped.Add(Bytes.Text(line) + (reader.IsTruncated ? ".." : "") + (reader.IsPartial ? "+" : ""));
        }
    }
}

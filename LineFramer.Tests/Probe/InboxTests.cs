using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>What the probe keeps of what a server sends.</summary>
public sealed class InboxTests
{
    /// <summary>A case that is over goes on reading, as long as the server sends.</summary>
    [Fact]
    public void A_server_that_sends_without_end_takes_no_more_memory()
    {
        Inbox inbox = new(Probed.Description("ping: a\nanswer: ^b$\n"));
        byte[] piece = new byte[16 << 20];
        for (int end = 1 << 16; end <= piece.Length; end += 1 << 16)
        {
            piece[end - 1] = (byte)'\n';
        }

        int taken = 0;
        EndlessAnswerException e = Assert.Throws<EndlessAnswerException>(() =>
        {
            for (; taken < 10; taken++)
            {
                inbox.Take(piece);
            }
        });
        Assert.InRange(taken, 1, 9);
        Assert.StartsWith("the server sends without end: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_end_is_too_long_at_some_point()
    {
        Inbox inbox = new(Probed.Description("ping: a\nanswer: ^b$\n"));
        byte[] piece = new byte[16 << 20];
        inbox.Take(piece);
        inbox.Clear();
        inbox.Take(piece);
        inbox.Take(piece);
        EndlessAnswerException e = Assert.Throws<EndlessAnswerException>(() => inbox.Take(piece));
        Assert.Equal("the server sends without end: 48 MiB came in 0 lines", e.Message);
    }

    [Fact]
    public async Task A_server_that_sends_without_end_fails_the_case()
    {
        ProbeCase known = new("a/1", "", "", "", "", _ => throw new EndlessAnswerException("the server sends without end"));
        CaseResult result = Assert.Single(await Probed.RunAsync(Probed.Quick, known));
        Assert.Equal((Verdict.Failed, "the server sends without end"), (result.Outcome.Verdict, result.Outcome.Actual));
    }
}

using System.Net;
using LineFraming.Benchmarks;
using LineFraming.Tests.Server;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The closed loop against real servers, correct and faulty. Like the loop it needs Linux.</summary>
public sealed class ClosedLoopTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [SkippableTheory]
    [InlineData("1x1x8")]
    [InlineData("7x5x64")]
    [InlineData("2x1024x8192")]
    public async Task Every_line_is_answered_by_a_server_that_reads_slowly(string shape)
    {
        Needs.Epoll();

        await using TestServer server = await TestServer.StartAsync();
        LoadShape parsed = LoadShape.Parse(shape)!.Value;
        Latencies latencies = new();
        (LoadRound round, long answered) = await RunAsync(server.EndPoint, parsed, latencies, Deadline.Longest);
        Assert.Equal(round.Lines, latencies.Count);
        Assert.True(answered >= parsed.Connections * parsed.Depth, $"{answered} are answered.");
        Assert.Equal(answered, server.Metrics.Lines);
    }

    [SkippableFact]
    public async Task The_server_that_others_are_made_of_is_right()
    {
        Needs.Epoll();

        await using SabotagedServer server = new("is honest");
        (_, long answered) = await RunAsync(server.EndPoint, new LoadShape(2, 8, 64), new Latencies(), Deadline.Longest);
        Assert.True(answered >= 16);
    }

    [SkippableTheory]
    [MemberData(nameof(SabotagedServer.All), MemberType = typeof(SabotagedServer))]
    public async Task A_server_that_answers_wrongly_is_caught(string sabotage)
    {
        Needs.Epoll();

        await using SabotagedServer server = new(sabotage);
        LoadFailedException wrong = await Assert.ThrowsAsync<LoadFailedException>(
            () => RunAsync(server.EndPoint, new LoadShape(2, 8, 64), new Latencies(), Deadline.Longest));
        string said = sabotage switch
        {
            "closes" or "resets" => "lines unanswered",
            "loses" or "swaps" or "changes a byte" or "cuts off" => "answer 4 is not what it must be",
            _ => "answer 5 is not what it must be",
        };
        Assert.Contains(said, wrong.Message, StringComparison.Ordinal);
        Assert.StartsWith("Connection ", wrong.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_server_that_loses_the_last_answer_is_caught()
    {
        Needs.Epoll();

        await using SabotagedServer server = new("loses");
        LoadFailedException wrong = await Assert.ThrowsAsync<LoadFailedException>(
            () => RunAsync(server.EndPoint, new LoadShape(1, 1, 64), new Latencies(), TimeSpan.FromSeconds(1)));
        Assert.StartsWith("No answer came for 1 s: ", wrong.Message, StringComparison.Ordinal);
    }

    private static Task<(LoadRound Round, long Answered)> RunAsync(
        IPEndPoint server, LoadShape shape, Latencies latencies, TimeSpan patience) => Task.Run(() =>
    {
        using ClosedLoop loop = new(server, shape, patience);
        LoadRound round = loop.Run(Short, Short, latencies, () => TimeSpan.Zero, CancellationToken.None);
        Assert.Equal(loop.Asked, loop.Answered);
        return (round, loop.Answered);
    });
}

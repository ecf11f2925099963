using LineFraming.Probe;
using LineFraming.Tests.Server;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>The probe over the servers of this repository.</summary>
public sealed class OwnServerTests
{
    private static readonly Timing Unhurried = Timing.Default with { Run = TimeSpan.FromMinutes(2) };
    private static readonly RunSettings Settings = new(IsThorough: false, Meter: null, MayLoad: true) { Timing = Unhurried };

    // The runs go side by side, because they mostly wait.
    private static readonly Task<IReadOnlyList<CaseResult>> Chat = ProbeAsync("chat", null);
    private static readonly Task<IReadOnlyList<CaseResult>> Whois = ProbeAsync("whois", () => new WhoisLike());

    [Fact]
    public async Task Our_own_server_is_clean()
    {
        IReadOnlyList<CaseResult> results = await Chat;
        Assert.Equal("", Probed.Complaints(results));
        string[] skipped =
        [
            .. results.Where(result => result.Outcome.Verdict == Verdict.Skipped).Select(result => result.Case.Group).Distinct(),
        ];
        Assert.Equal(["limit", "end", "handoff", "peers"], skipped);
        Assert.All(
            results.Where(result => result.Case.Group is "chunks" or "ends" or "bytes"),
            result => Assert.Equal(Verdict.Passed, result.Outcome.Verdict));
    }

    [Fact]
    public async Task A_server_of_one_query_is_clean_but_for_silence_at_the_limit()
    {
        IReadOnlyList<CaseResult> results = await Whois;

        // This protocol does not override the answer to an oversized line.
        Assert.StartsWith(
            "limit/3 Warned: 8193 bytes: the server closed without a word", Probed.Complaints(results), StringComparison.Ordinal);
        Assert.Equal("", Probed.Complaints(results.Where(result => result.Case.Id != "limit/3")));
        string[] asked = ["chunks/1", "chunks/2", "chunks/6", "chunks/7", "limit/2", "limit/8", "end/1", "end/2", "end/3", "end/5"];
        Assert.Equal(
            asked,
            results
                .Where(result => result.Outcome.Verdict == Verdict.Passed && asked.Contains(result.Case.Id))
                .Select(result => result.Case.Id));
    }

    private static async Task<IReadOnlyList<CaseResult>> ProbeAsync(string description, Func<LineFraming.Server.LineProtocol>? protocol)
    {
        await using TestServer server = await TestServer.StartAsync(protocol: protocol);
        return await Probed.RunAsync($"{server.EndPoint}", Probed.Text(description), Settings);
    }

    private sealed class WhoisLike : LineFraming.Server.LineProtocol
    {
        public override bool Answer(ReadOnlySpan<byte> line, System.Buffers.IBufferWriter<byte> output)
        {
            System.Buffers.BuffersExtensions.Write(
                output, line.SequenceEqual("example.org"u8) ? "Registrant: Example\r\n"u8 : "No match.\r\n"u8);
            return false;
        }
    }
}

using System.Text.Json;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that a session that continues after findings deduplicates them and loses none.</summary>
public sealed class KeepGoingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly List<FindingUpdate> _reported = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Inputs_of_one_finding_are_deduplicated_to_the_smallest()
    {
        FindingDeduplicator deduplicator = New((_, finding) => finding);
        foreach ((string input, int how) in new[] { ("aaaa", 0), ("aa", 0), ("aaa", 0), ("b", 1), ("bbb", 2) })
        {
            deduplicator.Add(System.Text.Encoding.ASCII.GetBytes(input), Thrown(how));
        }

        deduplicator.Finish();
        string method = $"{nameof(KeepGoingTests)}.{nameof(Throw)}";
        string[] keys = _reported.Select(each => each.Key[..each.Key.IndexOf(',', StringComparison.Ordinal)]).Distinct().ToArray();
        Assert.Equal(
            [
                $"System.FormatException in {method}", $"System.TimeoutException in {method}",
                $"System.FormatException in {nameof(KeepGoingTests)}.ThrowElsewhere",
            ],
            keys);
        Assert.Equal([3, 1, 1], _reported.GroupBy(each => each.Key).Select(group => group.Max(each => each.Seen)));
        Assert.Equal(["aa", "b", "bbb"], _folder.GetFiles().Select(file => File.ReadAllText(file.FullName)).Order(StringComparer.Ordinal));
        Assert.All(
            _reported.Where(each => each.File is not null),
            each => Assert.Contains("FATAL EXCEPTION: ", each.Report![0], StringComparison.Ordinal));
    }

    /// <summary>Recompiled code may lack frames; fresh code has them, so the finding is recognized.</summary>
    [Fact]
    public void A_finding_is_identified_by_the_frames_of_fresh_code()
    {
        FindingDeduplicator deduplicator = New((_, _) => Thrown(0));
        deduplicator.Add("a"u8, Thrown(0));
        deduplicator.Add("b"u8, Thrown(2));
        deduplicator.Finish();
        Assert.Equal(2, Assert.Single(_reported.GroupBy(each => each.Key)).Max(each => each.Seen));
    }

    [Fact]
    public void An_input_that_cannot_be_written_is_reported_with_the_reason()
    {
        FindingDeduplicator deduplicator = new(Path.Combine(_folder.FullName, "gone"), Take, (_, finding) => finding);
        deduplicator.Add("a"u8, Thrown(0));
        FindingUpdate only = Assert.Single(_reported);
        Assert.Null(only.File);
        Assert.StartsWith(Path.Combine(_folder.FullName, "gone", "crash-"), only.WriteFailure, StringComparison.Ordinal);
        Assert.Equal("a"u8.ToArray(), only.Input);
    }

    [LinuxFact]
    public void A_process_that_a_finding_ended_is_replaced()
    {
        using FakeHost host = new() { KeepsGoing = true };
        string small = host.Artifact("small");
        string large = host.Artifact("large");
        File.WriteAllText(small, "!");
        File.WriteAllText(large, "!?");
        string UpdateLine(string input, string file, int seen) =>
            new FindingUpdate(
                "System.Exception in A.B", seen, ["the report"], System.Text.Encoding.ASCII.GetBytes(input), file, null).ToLine();
        (int exit, string output, string error) = host.Fuzz($$"""
            if mkdir "$1/one" 2>/dev/null; then
                begin; say '{{UpdateLine("!?", large, 3)}}' '==8== ERROR: libFuzzer: timeout after 2 seconds' '==INPUT: IQ== gone'; exit 70
            fi
            begin; say '{{UpdateLine("!", small, 4)}}'; done_
            """);
        Assert.Equal(1, exit);
        Assert.StartsWith("chunking: an input could not be written to gone: ", error, StringComparison.Ordinal);
        Assert.Contains("FOUND chunking at ", output, StringComparison.Ordinal);
        Assert.Matches(
            @"\n\| System\.Exception in A\.B \| 7 \| \d+\.\d s \| `""!""` \| `.*replay chunking .*small.*` \|",
            output.ReplaceLineEndings("\n"));
        Assert.Matches(@"\n\| timeout \| 1 \| \d+\.\d s \| `""!""` \| its file could not be written \|", output.ReplaceLineEndings("\n"));
        Assert.False(File.Exists(large));
    }

    /// <summary>Otherwise the session would restart processes for ever.</summary>
    [LinuxFact]
    public void A_session_ends_if_a_seed_input_ends_the_process()
    {
        using FakeHost host = new() { KeepsGoing = true };
        (int exit, _, string error) = host.Fuzz("say '==8== ERROR: libFuzzer: deadly signal 6' '==INPUT: IQ== found/crash'; exit 77");
        Assert.Equal(1, exit);
        Assert.StartsWith(
            "chunking: the session ends early: a seed input ends the process; found/crash is a copy of it",
            error,
            StringComparison.Ordinal);
    }

    [HostFact]
    public void A_session_continues_after_exceptions_and_process_exits()
    {
        string json = Path.Combine(_folder.FullName, "found.json");
        (int exit, string output, string error) = FuzzCommandLineTests.Run(
            "fuzz", "--assembly", typeof(SampleMethods).Assembly.Location, "--method", $"{typeof(SampleMethods).FullName}.FailsInManyWays",
            "--from-empty", "--keep-going", "--seconds", "5", "--json", json, "--", "-seed=1", "-max_len=2");
        Assert.Equal((1, ""), (exit, error));
        using JsonDocument found = JsonDocument.Parse(File.ReadAllText(json));
        Dictionary<string, JsonElement> byFinding = found.RootElement.EnumerateArray()
            .ToDictionary(each => each.GetProperty("finding").GetString()!);
        Assert.Equal(
            [
                "System.InvalidOperationException in SampleMethods.Fail, SampleMethods.FailsInManyWays",
                "System.TimeoutException in SampleMethods.Fail, SampleMethods.FailsInManyWays",
                "fuzz target exited",
            ],
            byFinding.Keys.Order(StringComparer.Ordinal));
        Assert.All(byFinding.Values, each => Assert.InRange(each.GetProperty("smallestInput").GetBytesFromBase64().Length, 1, 2));
        Assert.All(byFinding.Values, each => Assert.True(File.Exists(each.GetProperty("file").GetString())));
        Assert.All(byFinding.Keys, key => Assert.Contains($"| {key} | ", output, StringComparison.Ordinal));
    }

    private static Exception Thrown(int how) => Record.Exception(() => Throw(how))!;

    private static void Throw(int how)
    {
        if (how == 2)
        {
            ThrowElsewhere();
        }

        throw how == 0 ? new FormatException("a") : new TimeoutException("b");
    }

    private static void ThrowElsewhere() => throw new FormatException("c");

    private FindingDeduplicator New(Func<byte[], Exception, Exception> onFreshCode) => new(_folder.FullName, Take, onFreshCode);

    private void Take(string line) => _reported.Add(FindingUpdate.Read(line.TrimEnd('\n'))!);
}

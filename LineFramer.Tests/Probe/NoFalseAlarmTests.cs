using System.Net.Sockets;
using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>What is policy, or chance, or the machine's load is no failure.</summary>
public sealed class NoFalseAlarmTests
{
    private static readonly string Planted = Probed.Text("planted");

    [Fact]
    public async Task Ten_commands_a_connection_is_a_policy()
    {
        IReadOnlyList<CaseResult> results = await Probed.RunAsync(() => new FewCommands(), Planted + "\n", "chunks", "ends", "bytes", "end", "close");
        Assert.DoesNotContain(results, result => result.Outcome.Verdict == Verdict.Failed);
        Assert.Contains("9 answers", results.Single(result => result.Case.Id == "end/1").Outcome.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_commands_in_advance_is_a_policy()
    {
        IReadOnlyList<CaseResult> results = await Probed.RunAsync(() => new NoPipelining(), Planted, "chunks", "end");
        Assert.Equal("", Probed.Complaints(results));
        Assert.Equal(Verdict.Skipped, results.Single(result => result.Case.Id == "chunks/5").Outcome.Verdict);
        Assert.Equal(Verdict.Passed, results.Single(result => result.Case.Id == "chunks/1").Outcome.Verdict);
    }

    [Fact]
    public async Task A_slow_server_is_waited_for()
    {
        IReadOnlyList<CaseResult> results = await Probed.RunAsync(() => new Slow(), Planted, "chunks/1", "chunks/6", "chunks/7", "ends/1", "bytes/1", "limit/3", "end/1");
        Assert.Equal("", Probed.Complaints(results));
    }

    [Fact]
    public async Task A_reset_in_place_of_an_end_is_no_difference()
    {
        IReadOnlyList<CaseResult> results = await Probed.RunAsync(() => new ResetsAtRandom(), Planted, "limit");
        Assert.DoesNotContain(results, result => result.Outcome.Verdict == Verdict.Failed);
        Assert.Equal(Verdict.Passed, results.Single(result => result.Case.Id == "limit/8").Outcome.Verdict);
    }

    [Fact]
    public async Task A_reset_after_the_last_command_is_information() => Assert.Equal(
        Verdict.Information,
        Assert.Single(await Probed.RunAsync(() => new ResetsAtQuit(), Planted, "close/4")).Outcome.Verdict);

    [Fact]
    public async Task What_the_login_answers_is_not_counted()
    {
        string description = Planted.Replace("ping: ping", "login: HELLO {user}\nlogin: READY\nready: READY$\nping: ping", StringComparison.Ordinal);
        IReadOnlyList<CaseResult> results = await Probed.RunAsync(() => new PlantedSession(), description, "chunks", "bytes");
        Assert.Equal("", Probed.Complaints(results));
    }

    [Fact]
    public async Task Lines_may_end_with_anything()
    {
        string description = Planted.Replace("ends: crlf", "ends: ;\ndelimiter: ;", StringComparison.Ordinal).Replace("limit: 1024", "limit: 1000", StringComparison.Ordinal);
        IReadOnlyList<CaseResult> results = await Probed.RunAsync(() => new Semicolons(), description, "chunks", "bytes", "limit", "end");
        Assert.Equal("", Probed.Complaints(results));
    }

    [Fact]
    public async Task Answers_without_tags_are_counted()
    {
        string description = Planted.Replace("{tag}", "", StringComparison.Ordinal).Replace("echo: You sent: {line}", "", StringComparison.Ordinal)
            .Replace("answer: ^You sent: ping $", "answer: ^You sent", StringComparison.Ordinal);
        IReadOnlyList<CaseResult> results = await Probed.RunAsync(() => new PlantedSession(), description, "chunks", "ends", "bytes", "end", "close");
        Assert.Equal("", Probed.Complaints(results));
    }

    private sealed class FewCommands : PlantedSession
    {
        private int _count;

        protected override void Answer(byte[] line)
        {
            if (++_count > 10)
            {
                Say("Line too long, or rather too many of them");
                IsOver = true;
                return;
            }

            base.Answer(line);
        }
    }

    private sealed class NoPipelining : PlantedSession
    {
        protected override void Obey(byte[] line)
        {
            if (Input.Count > Input.IndexOf((byte)'\n') + 1)
            {
                Say("Line too long: wait for the answer");
                IsOver = true;
                return;
            }

            base.Obey(line);
        }
    }

    private sealed class Slow : PlantedSession
    {
        protected override async Task SendAsync(Stream stream)
        {
            await Task.Delay(100, Stop);
            await base.SendAsync(stream);
        }
    }

    private sealed class ResetsAtRandom : PlantedSession
    {
        private static int _count;

        protected override Task CloseAsync(Stream stream)
        {
            if (Interlocked.Increment(ref _count) % 2 == 0)
            {
                return base.CloseAsync(stream);
            }

            Socket.LingerState = new LingerOption(true, 0);
            Socket.Close();
            return Task.CompletedTask;
        }
    }

    private sealed class ResetsAtQuit : PlantedSession
    {
        protected override Task CloseAsync(Stream stream)
        {
            Socket.LingerState = new LingerOption(true, 0);
            Socket.Close();
            return Task.CompletedTask;
        }
    }

    private sealed class Semicolons : PlantedSession
    {
        protected override int EndOf(List<byte> line) => line is [.., (byte)';'] ? 1 : 0;

        protected override void Answer(byte[] line)
        {
            Output.AddRange("You sent: "u8);
            Output.AddRange(line);
            Output.Add((byte)';');
        }

        protected override void Oversized()
        {
            Output.AddRange("Line too long;"u8);
            IsOver = true;
        }
    }
}

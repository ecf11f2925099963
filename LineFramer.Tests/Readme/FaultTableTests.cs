using LineFraming.Server;
using LineFraming.Tests.Server;
using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// The table of faults on the page of the server: each row has its tests, and the defaults are those of the server.
/// </summary>
public sealed class FaultTableTests
{
    private const string Header = "| what a peer does | what the server does | option, and its default |\n|---|---|---|\n";

    // The rows by how they begin, and the tests that provoke them.
    private static readonly (string Fault, string[] Tests)[] Promises =
    [
        ("connects when there are too many", [nameof(LimitTests.One_connection_too_many_is_closed_at_once)]),
        ("sends nothing", [nameof(LimitTests.A_peer_that_sends_nothing_is_closed)]),
        ("does not finish a line",
            [
                nameof(LimitTests.A_peer_that_sends_a_byte_now_and_then_but_no_line_is_closed),
                nameof(TlsTests.A_handshake_has_the_time_of_a_line),
            ]),
        ("sends and does not read",
            [
                nameof(LimitTests.A_peer_that_sends_and_never_reads_is_cut_off),
                nameof(LimitTests.A_peer_that_sends_nothing_more_and_never_reads_is_reset_too),
                nameof(ProcessTests.Peers_that_never_read_use_no_more_memory_than_the_page_says),
            ]),
        ("sends an oversized line",
            [
                nameof(CloseTests.An_oversized_line_is_answered_once_and_what_follows_is_discarded),
                nameof(CloseTests.A_peer_that_sends_without_end_is_cut_off),
            ]),
        ("resets",
            [
                nameof(CloseTests.A_reset_ends_its_own_session_only),
                nameof(CloseTests.A_reset_while_answers_wait_to_be_read_is_no_failure),
                nameof(LimitTests.A_reset_is_logged_and_nothing_of_the_connection_is_left),
                nameof(TlsTests.A_handshake_that_is_broken_off_ends_its_own_connection_only),
            ]),
        ("sent in time, and is seen too late",
            [
                nameof(ProcessTests.What_arrived_while_the_process_did_not_run_beats_a_deadline),
                nameof(SessionWatchTests.A_peer_that_has_read_in_time_but_is_seen_late_is_not_cut_off),
            ]),
        ("ends TLS without close_notify", [nameof(TlsTests.A_peer_whose_TLS_was_cut_off_is_logged_and_counted_as_lost)]),
        ("connects when descriptors run out", [nameof(ProcessTests.Without_descriptors_open_connections_go_on_and_others_wait)]),
        ("is there at SIGTERM",
            [
                nameof(SignalTests.A_signal_ends_the_server_and_its_sessions_with_exit_code_0),
                nameof(SignalTests.Connections_queued_when_a_signal_comes_are_answered),
                nameof(SignalTests.After_a_signal_a_peer_that_goes_on_sending_gets_whole_answers),
                nameof(SignalTests.A_peer_that_does_not_read_is_cut_off_at_the_end_of_the_drain_time),
            ]),
        ("is there at a second signal", [nameof(SignalTests.A_second_signal_ends_the_server_at_once)]),
    ];

    [Fact]
    public void Every_promise_has_its_tests()
    {
        HashSet<string> run =
        [
            .. from type in typeof(FaultTableTests).Assembly.GetTypes()
               from method in type.GetMethods()
               where method.GetCustomAttributes(typeof(FactAttribute), inherit: true) is [FactAttribute { Skip: null }, ..]
               select method.Name,
        ];
        Assert.All(Promises, promise => Assert.NotEmpty(promise.Tests));
        Assert.Empty(Promises.SelectMany(promise => promise.Tests).Except(run));
        Assert.Equal(Promises.Length, Rows().Length);
        Assert.All(Promises.Zip(Rows()), pair => Assert.StartsWith($"| {pair.First.Fault}", pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void Its_defaults_are_the_defaults()
    {
        string[] options = [.. Rows().SelectMany(row => row.Split('`').Where(word => word.StartsWith("--", StringComparison.Ordinal)))];
        string[] arguments =
        [
            .. options.Where(option => option.Contains(' ', StringComparison.Ordinal)).SelectMany(option => option.Split(' ')),
        ];
        Assert.Equal(14, arguments.Length);
        Assert.Equal(new ServerOptions(), ServerArguments.Read(arguments).Server);
    }

    private static string[] Rows()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "server", "README.md"));
        int from = page.IndexOf(Header, StringComparison.Ordinal);
        Assert.True(from >= 0, "The page of the server has no table of faults.");
        return [.. page[(from + Header.Length)..].Split('\n').TakeWhile(line => line.StartsWith('|'))];
    }
}

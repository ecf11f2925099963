using System.Net;
using System.Net.Sockets;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>Arguments and files that the program rejects before it asks a server anything.</summary>
public sealed class ProbeRejectedTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lineframer-probe-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("There is no server to test")]
    [InlineData("\"nowhere\" is no HOST:PORT", "nowhere", "--protocol", "chat")]
    [InlineData("\"a:b:1\" is no HOST:PORT", "a:b:1", "--protocol", "chat")]
    [InlineData("\"0.0.0.0:25\" stands for every address of a machine", "0.0.0.0:25", "--protocol", "smtp")]
    [InlineData("\"[::]:25\" stands for every address of a machine", "[::]:25", "--protocol", "smtp")]
    [InlineData("What does \"127.0.0.1:1\" speak? Give --protocol: chat, ", "127.0.0.1:1")]
    [InlineData("\"gopher\" is neither a protocol nor a file; protocols are chat, ", "127.0.0.1:1", "--protocol", "gopher")]
    [InlineData("\"gopher\" is neither a protocol nor a file; protocols are chat, ", "gopher=127.0.0.1:1")]
    [InlineData(
        "--only \"chunks/9\" is no case; a case is a group and a number, as in chunks/3, and the groups are chunks, ",
        "127.0.0.1:1", "--protocol", "chat", "--only", "chunks/9")]
    [InlineData("--pid \"x\" is no number of a process", "127.0.0.1:1", "--protocol", "chat", "--pid", "x")]
    [InlineData(
        "--pid \"1\" is one process, and there are 2 servers: give it once for each, - where it is not known",
        "127.0.0.1:1", "127.0.0.1:2", "--protocol", "chat", "--pid", "1")]
    [InlineData(
        "--pid \"2\" is the last of 2 processes, and there is 1 server", "127.0.0.1:1", "--protocol", "chat", "--pid",
        "1", "--pid", "2")]
    [InlineData("--pid \"99999999\" is no process that can be seen", "127.0.0.1:1", "--protocol", "chat", "--pid", "99999999")]
    [InlineData("--json \"/no/such/folder/a\" cannot be written", "127.0.0.1:1", "--protocol", "chat", "--json", "/no/such/folder/a")]
    [InlineData("--known \"/no/such/file\" cannot be read", "127.0.0.1:1", "--protocol", "chat", "--known", "/no/such/file")]
    [InlineData("--describe \"gopher\" is no protocol; protocols are chat, ", "--describe", "gopher")]
    [InlineData("\"192.0.2.1:25\" is no loopback address: give --mine", "192.0.2.1:25", "--protocol", "smtp")]
    [InlineData("\"nobody\" is no planted server", "planted", "nobody")]
    [InlineData("--port \"70000\" is not a number from 0 to 65535", "planted", "good", "--port", "70000")]
    [InlineData("\"--loud\" is no option", "--loud")]
    [InlineData("\"--loud\" is no option", "127.0.0.1:1", "--protocol", "chat", "--loud")]
    public async Task A_wrong_command_line_is_one_line_and_exit_code_2(string expected, params string[] arguments)
    {
        (int code, string output, string error) = await Probed.CommandAsync(arguments);
        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\r', '\n').Split('\n'));
        Assert.Equal("", output);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_rejected_before_any_server_is_asked()
    {
        using TcpListener first = new(IPAddress.Loopback, 0);
        first.Start();
        (int code, _, string error) = await Probed.CommandAsync($"{first.LocalEndpoint}", "192.0.2.1:25", "--protocol", "chat");
        Assert.Equal(2, code);
        Assert.Contains("\"192.0.2.1:25\" is no loopback address: give --mine", error, StringComparison.Ordinal);
        Assert.False(first.Pending());
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_leaves_the_other_as_it_was()
    {
        string json = Write("results", "of the last run");
        string[] arguments = ["127.0.0.1:1", "--protocol", "chat", "--json", json, "--junit"];
        (int code, _, string error) = await Probed.CommandAsync([.. arguments, "/no/such/folder/a"]);
        Assert.Equal(2, code);
        Assert.Contains("--junit \"/no/such/folder/a\" cannot be written", error, StringComparison.Ordinal);
        Assert.Equal("of the last run", File.ReadAllText(json));

        // Where a file that is open cannot be opened again, the system rejects it.
        string same = Path.Combine(_folder.FullName, ".", "results");
        (code, _, error) = await Probed.CommandAsync([.. arguments, same]);
        Assert.Equal(2, code);
        Assert.Contains(OperatingSystem.IsWindows() ? "cannot be written" : "is the file of --json", error, StringComparison.Ordinal);
        Assert.Equal("of the last run", File.ReadAllText(json));
    }

    [Fact]
    public async Task A_port_that_is_in_use_is_exit_code_2()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        (int code, _, string error) = await Probed.CommandAsync("planted", "good", "--port", $"{port}");
        Assert.Equal(2, code);
        Assert.StartsWith($"--port \"{port}\" cannot be listened on: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_description_or_list_of_known_results_is_exit_code_2()
    {
        string description = Write("own.probe", "ping: a\nanswer: b\nquit\n");
        Assert.Contains(
            "line 3: \"quit\" is no \"key: value\"",
            (await Probed.CommandAsync("127.0.0.1:1", "--protocol", description)).Error,
            StringComparison.Ordinal);
        foreach ((string line, string expected) in new[]
        {
            ("chunks/1", "line 1: \"chunks/1\" is no \"ID VERDICT\""), ("chunks/0 failed", "\"chunks/0\" is no case"),
            ("chunks/1 bad", "\"bad\" is no verdict; allowed are passed, failed,"),
        })
        {
            (int code, _, string error) = await Probed.CommandAsync("127.0.0.1:1", "--protocol", "chat", "--known", Write("known", line));
            Assert.Equal(2, code);
            Assert.Contains(expected, error, StringComparison.Ordinal);
        }
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}

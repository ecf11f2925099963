using System.Text.Json;
using System.Xml.Linq;
using LineFraming.Probe;
using LineFraming.Tests.Server;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>The program, run within this process.</summary>
public sealed class ProbeCommandLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lineframer-probe-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_server_that_is_not_there_is_exit_code_3()
    {
        string address;
        await using (PlantedServer server = new(PlantedGallery.Good))
        {
            address = $"{server.EndPoint}";
        }

        (int code, string output, string error) = await Probed.CommandAsync(address, "--protocol", "planted");
        Assert.Equal(3, code);
        Assert.StartsWith($"{address} is not the planted server described: ", error, StringComparison.Ordinal);
        Assert.Equal("", output);
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_one_line()
    {
        string name = string.Join('.', Enumerable.Repeat(new string('a', 60), 5));
        (int code, _, string error) = await Probed.CommandAsync($"{name}:25", "--protocol", "smtp");
        Assert.InRange(code, 2, 3);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("smtp", "no line matches \"greeting: ^220[ -]\"; no line came")]
    [InlineData("redis", "is not answered as described; it answered \"You sent: ECHO tag")]
    public async Task A_server_that_speaks_something_else_is_exit_code_3(string protocol, string expected)
    {
        await using PlantedServer server = new(PlantedGallery.Good);
        string description = protocol == "smtp"
            ? Write(
                "smtp.probe",
                Probed.Text("smtp")
                    .Replace("login: EHLO probe.example\n", "", StringComparison.Ordinal)
                    .Replace("ready: ^250[ ]\n", "", StringComparison.Ordinal))
            : protocol;

        // The probe waits eight times as long for a greeting.
        Timing timing = protocol == "smtp" ? Probed.Quick with { Patience = TimeSpan.FromSeconds(0.1) } : Probed.Quick;
        (int code, _, string error) = await Probed.CommandAsync(
            timing, $"{server.EndPoint}", "--protocol", description, "--only", "chunks/5");
        Assert.Equal(3, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "", "is not answered as described; it answered ")]
    [InlineData(10, "", "is not answered as described; it answered ")]
    [InlineData(0, "login: a\n", "is not answered as described; it answered ")]
    [InlineData(10, "greeting: ^220\n", "no line matches \"greeting: ^220\"; the last line is ")]
    public async Task A_server_that_sends_without_end_is_exit_code_3(int milliseconds, string keys, string expected)
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(milliseconds);
        await using PlantedServer server = new(new("own", "", "", () => new PolicySessions.SendsWithoutEnd(pause)));
        string description = Write("own.probe", $"{keys}ping: ping\nanswer: ^pong$\n");
        Timing timing = Probed.Quick with { Patience = TimeSpan.FromSeconds(0.05) };
        (int code, _, string error) = await Probed.CommandAsync(timing, $"{server.EndPoint}", "--protocol", description);
        Assert.Equal(3, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_case_is_exit_code_1_and_is_shown_with_its_conversation()
    {
        await using PlantedServer server = new(PlantedGallery.Named("takes-lf")!);
        (int code, string output, string error) = await Probed.CommandAsync(
            $"{server.EndPoint}", "--protocol", "planted", "--only", "ends/1", "--only", "chunks/5");
        Assert.Equal(1, code);
        Assert.Equal("", error);
        Assert.Contains("✓ chunks/5 many commands in one write (R1): passed", output, StringComparison.Ordinal);
        Assert.Contains("× ends/1 LF between two commands (R2): failed", output, StringComparison.Ordinal);
        Assert.Matches("-> \"ping tag[0-9]+z\\\\nping tag[0-9]+z\\\\r\\\\n\"", output);
        Assert.Matches("<- \"You sent: ping tag[0-9]+z\\\\r\\\\n", output);
    }

    [Fact]
    public async Task A_server_that_goes_away_after_the_first_case_has_failed()
    {
        // As many connections as the probe needs to recognise the server.
        int opened = 0;
        PlantedServer? server = null;
        server = new(new("own", "", "", () =>
        {
            if (Interlocked.Increment(ref opened) > 6)
            {
                _ = server!.DisposeAsync().AsTask();
            }

            return new PlantedSession();
        }));
        string address = $"{server.EndPoint}";
        (int code, string output, _) = await Probed.CommandAsync(
            address, "--protocol", "planted", "--user", "it's me", "--password", "secret", "--thorough");
        Assert.Equal(1, code);
        Assert.Contains("no connection as at the start: ", output, StringComparison.Ordinal);
        Assert.Contains(
            $"again:       lineframer-probe {address} --protocol planted --user 'it'\\''s me' --password WORD --thorough --only ",
            output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_fails_where_it_is_asked_to()
    {
        await using PlantedServer server = new(PlantedGallery.Named("takes-lf")!);
        string lenient = Write("own.probe", Probed.Text("planted").Replace("ends: crlf", "", StringComparison.Ordinal));
        string[] arguments = [$"{server.EndPoint}", "--protocol", lenient, "--only", "ends/1"];
        Assert.Equal(0, (await Probed.CommandAsync(arguments)).Code);
        Assert.Equal(1, (await Probed.CommandAsync([.. arguments, "--strict"])).Code);
    }

    [Fact]
    public async Task Only_a_change_of_what_is_known_fails()
    {
        await using PlantedServer server = new(PlantedGallery.Named("takes-lf")!);
        string[] arguments = [$"{server.EndPoint}", "--protocol", "planted", "--only", "ends/1", "--only", "ends/2", "--known"];
        Assert.Equal(0, (await Probed.CommandAsync([.. arguments, Write("a", "# as it is\nends/1 failed # LF\n")])).Code);
        (int code, string output, _) = await Probed.CommandAsync([.. arguments, Write("b", "ends/1 failed\nends/2 failed\n")]);
        Assert.Equal(1, code);
        Assert.Contains("changed: ends/2 is passed, known as failed", output, StringComparison.Ordinal);
        (code, output, _) = await Probed.CommandAsync([.. arguments, Write("c", "ends/2 passed\n")]);
        Assert.Equal(1, code);
        Assert.Contains("changed: ends/1 is failed, not known", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_and_junit_have_the_results_of_the_terminal()
    {
        await using PlantedServer server = new(PlantedGallery.Named("takes-lf")!);
        string json = Path.Combine(_folder.FullName, "json");
        string junit = Path.Combine(_folder.FullName, "junit");
        File.WriteAllText(json, new string('x', 1 << 20));
        File.WriteAllText(junit, new string('x', 1 << 20));
        string[] arguments =
        [
            $"{server.EndPoint}", "--protocol", "planted", "--only", "ends/1", "--only", "limit/9", "--json", json, "--junit", junit,
        ];
        Assert.Equal(1, (await Probed.CommandAsync(arguments)).Code);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(json));
        JsonElement report = Assert.Single(document.RootElement.EnumerateArray());
        Assert.Equal("planted", report.GetProperty("protocol").GetString());
        Assert.Equal(
            ["ends/1 failed", "limit/9 skipped"],
            report.GetProperty("cases").EnumerateArray().Select(known => $"{known.GetProperty("id")} {known.GetProperty("verdict")}"));
        Assert.NotEqual(0, report.GetProperty("cases")[0].GetProperty("conversation").GetArrayLength());
        XElement suite = Assert.Single(XDocument.Load(junit).Root!.Elements("testsuite"));
        Assert.Equal(
            "2 1 1",
            $"{suite.Attribute("tests")!.Value} {suite.Attribute("failures")!.Value} {suite.Attribute("skipped")!.Value}");
        Assert.StartsWith(
            "it needs --pid",
            suite.Elements("testcase").Last().Element("skipped")!.Attribute("message")!.Value,
            StringComparison.Ordinal);
        Assert.Contains(
            "ends a line",
            suite.Elements("testcase").First().Element("failure")!.Attribute("message")!.Value,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_servers_one_that_is_not_as_described_does_not_hide_the_others()
    {
        await using PlantedServer good = new(PlantedGallery.Good);
        string json = Path.Combine(_folder.FullName, "json");
        (int code, string output, string error) = await Probed.CommandAsync(
            $"redis={good.EndPoint}", $"planted={good.EndPoint}", "--only", "ends/1", "--json", json);
        Assert.Equal(3, code);
        Assert.StartsWith($"{good.EndPoint} is not the redis server described: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\r', '\n').Split('\n'));
        Assert.Contains($"| case | planted {good.EndPoint} |", output, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(json));
        Assert.Equal("planted", Assert.Single(document.RootElement.EnumerateArray()).GetProperty("protocol").GetString());
    }

    [Fact]
    public async Task Several_servers_give_a_table()
    {
        await using PlantedServer good = new(PlantedGallery.Good);
        await using PlantedServer bad = new(PlantedGallery.Named("takes-lf")!);
        (int code, string output, _) = await Probed.CommandAsync($"planted={good.EndPoint}", $"planted={bad.EndPoint}", "--only", "ends/1");
        Assert.Equal(1, code);
        Assert.Contains($"| case | planted {good.EndPoint} | planted {bad.EndPoint} |", output, StringComparison.Ordinal);
        Assert.Contains("| ends/1 LF between two commands | ✓ | **failed** |", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_is_sent_in_utf_8()
    {
        await using PlantedServer server = new(PlantedGallery.Good);
        string description = Write("own.probe", $"{Probed.Text("planted")}login: USER {{user}}\nready: ^You sent: USER Zoë€$\n");
        (int code, _, string error) = await Probed.CommandAsync(
            $"{server.EndPoint}", "--protocol", description, "--user", "Zoë€", "--only", "chunks/5");
        Assert.Equal((0, ""), (code, error));
    }

    [Fact]
    public async Task Tls_is_spoken_from_the_first_byte_on()
    {
        using TestCertificate certificate = new();
        await using TestServer server = await TestServer.StartAsync(
            new LineFraming.Server.ServerOptions { Certificate = certificate.CertificateFile, Key = certificate.KeyFile });
        string[] arguments = [$"{server.EndPoint}", "--protocol", "chat", "--only", "chunks", "--only", "end/1"];
        Assert.Equal(0, (await Probed.CommandAsync([.. arguments, "--tls"])).Code);
        Assert.Equal(3, (await Probed.CommandAsync(arguments)).Code);
    }

    [Fact]
    public async Task List_and_describe_print_what_is_built_in()
    {
        (int code, string output, _) = await Probed.CommandAsync("--list");
        Assert.Equal(0, code);
        Assert.All(BuiltIn.Names, name => Assert.Contains($"  {name} ", output, StringComparison.Ordinal));
        Assert.All(CaseList.All, known => Assert.Contains($"  {known.Id} ", output, StringComparison.Ordinal));
        Assert.Equal(Probed.Text("smtp"), (await Probed.CommandAsync("--describe", "smtp")).Output);
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}

using System.Text;
using LineFraming.Probe;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>Descriptions of protocols.</summary>
public sealed class DescriptionTests
{
    private const string Minimal = "ping: a\nanswer: ^b$\n";

    public static TheoryData<string> BuiltInNames => [.. BuiltIn.Names];

    [Theory]
    [MemberData(nameof(BuiltInNames))]
    public void Every_built_in_description_is_valid_and_has_a_summary(string name)
    {
        Description description = BuiltIn.Named(name);
        Assert.Equal(name, description.Name);
        Assert.NotEmpty(description.Title);
        Assert.True(description.Answer.HasTag == description.Ping.Has("tag"), "A tag that is sent must come back.");
    }

    [Theory]
    [InlineData("own.probe, line 3: \"pign\" is no key; allowed are greeting, prompt, login,", Minimal + "pign: a\n")]
    [InlineData("own.probe, line 3: \"a word\" is no \"key: value\"", Minimal + "a word\n")]
    [InlineData("own.probe, line 3: \"quit\" has no value", Minimal + "quit:\n")]
    [InlineData("own.probe, line 3: \"ping\" is on line 1 already", Minimal + "ping: c\n")]
    [InlineData("own.probe, line 3: \"\\q\" is no escape", Minimal + "quit: \\q\n")]
    [InlineData("own.probe, line 3: \"(\" is no regular expression", Minimal + "error: (\n")]
    [InlineData("own.probe, line 2: \"^\\{tag}\" is no regular expression: ", "ping: a\nanswer: ^\\{tag}\n")]
    [InlineData("own.probe, line 3: \"^\\{tag}\" is no regular expression: ", Minimal + "seen: ^\\{tag}\n")]
    [InlineData("own.probe, line 3: \"{pid}\" is no placeholder here; allowed are {tag}", Minimal + "quit: {pid}\n")]
    [InlineData("own.probe, line 3: \"abc\" has no {pad}", Minimal + "long: abc\n")]
    [InlineData("own.probe, line 3: \"0\" is not a number from 1 to", Minimal + "limit: 0\n")]
    [InlineData("own.probe, line 3: \"1k\" is not a number from 1 to", Minimal + "limit: 1k\n")]
    [InlineData(
        "own.probe, line 3: \"limit\" is 5, and a line of \"long\" has at least 6 bytes.", Minimal + "limit: 5\nlong: NOOP {pad}\n")]
    [InlineData("own.probe, line 3: \"cr\" is no delimiter; allowed are crlf, lf, crlf-or-lf, any, nul", Minimal + "ends: cr\n")]
    [InlineData("own.probe, line 3: \"maybe\" is not allowed; it may be yes or no", Minimal + "single: maybe\n")]
    [InlineData("own.probe, line 3: \"x {line} y\" does not end with {line}", Minimal + "echo: x {line} y\n")]
    [InlineData("own.probe, line 3: \"ready\" answers a \"login\"", Minimal + "ready: a\n")]
    [InlineData("own.probe, line 3: \"starttls\" needs \"go\" too", Minimal + "starttls: a\n")]
    [InlineData("own.probe, line 4: \"block\" needs \"opened\" too", Minimal + "\nblock: a\n")]
    [InlineData("own.probe: \"ping\" is missing", "answer: b\n")]
    [InlineData("own.probe: \"answer\" is missing", "# nothing\nping: b\n")]
    public void A_wrong_description_is_one_line_with_its_number(string expected, string text)
    {
        DescriptionException e = Assert.Throws<DescriptionException>(() => Probed.Description(text));
        Assert.StartsWith(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Every_key_is_explained_on_the_page_of_the_probe()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "probe.md"));
        string table = string.Concat(
            page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')[1]));
        Assert.Equal("", string.Join(' ', DescriptionReader.Keys.Where(key => !table.Contains($"`{key}`", StringComparison.Ordinal))));
    }

    [Fact]
    public void The_protocols_that_this_repository_can_serve_are_built_in() =>
        Assert.Equal(["chat", "ftp", "imap", "irc", "memcached", "pop3", "redis", "smtp", "syslog", "whois"], BuiltIn.Names);

    [Fact]
    public void An_oversized_line_is_named()
    {
        DescriptionException e = Assert.Throws<DescriptionException>(() => Probed.Description(Minimal + new string('x', 5000)));
        Assert.StartsWith("own.probe, line 3: the line has more than 4096 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_what_follows_the_colon_without_the_spaces_around_it()
    {
        Description description = Probed.Description(
            "# first\r\n# second\r\nping:   A {tag}\\x20  \r\nanswer: ^b[ ]{tag}: #\r\nends: lf\r\ndelimiter: ;\r\nlimit: 7");
        Assert.Equal("first", description.Title);
        Assert.Equal("A tag1z ", Encoding.Latin1.GetString(description.Ping.Fill(new Dictionary<string, string> { ["tag"] = "tag1z" })));
        Assert.True(description.Answer.Matches("b tag77z: #", out string? tag));
        Assert.Equal("tag77z", tag);
        Assert.Equal(DelimiterChoice.Lf, description.Ends);
        Assert.Equal(";"u8.ToArray(), description.Delimiter.Strings[0]);
        Assert.Equal(7, description.Limit);
    }

    [Fact]
    public void Each_answer_to_a_login_follows_it()
    {
        Description description = Probed.Description(Minimal + "login: USER {user}\nlogin: PASS {password}\nready: ^230\n");
        Assert.Null(description.Login[0].Ready);
        Assert.Equal("^230", $"{description.Login[1].Ready}");
    }
}

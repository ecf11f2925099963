using System.Diagnostics;
using LineFraming.Tests.Server;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that a shell reads quoted words back unchanged.</summary>
public sealed class ShellWordTests
{
    private static readonly string[] Awkward =
    [
        "", " ", "a checkout ü/x", "it's", "'", "''", "a'b'c d", "$HOME", "`id`", "$(id)", "a;b", "a&b", "a|b", "a<b>c", "(a)",
        "*", "?", "[a]",
        "~", "#a", "!a", "{a,b}", "\"a\"", @"a\b", "a\tb", "a\nb", "%a%", "\u00a0", "e\u0301",
    ];

    [Theory]
    [InlineData("artifacts/fuzz/findings/My.Type+Nested.Run/crash-0a1b_2.min")]
    [InlineData("LineFraming.Fuzz")]
    [InlineData("ünïcödé/путь/道")]
    public void A_word_without_shell_syntax_stays_bare(string word) => Assert.Equal(word, ShellWord.Quote(word));

    [Theory]
    [InlineData("/a checkout ü/x", "'/a checkout ü/x'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("$HOME", "'$HOME'")]
    [InlineData("", "''")]
    public void A_word_with_shell_syntax_is_quoted(string word, string quoted) => Assert.Equal(quoted, ShellWord.Quote(word));

    [SkippableFact]
    public async Task A_shell_reads_every_word_back()
    {
        Needs.Shell();
        string script = $"printf '%s\\000' {string.Join(' ', Awkward.Select(ShellWord.Quote))}";
        ProcessStartInfo start = new("/bin/sh", ["-c", script])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        using Process shell = Process.Start(start)!;
        string words = await shell.StandardOutput.ReadToEndAsync().Within("the shell to print");
        Assert.Equal([.. Awkward, ""], words.Split('\0'));
    }
}

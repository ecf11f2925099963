using System.Net;
using LineFraming.Testing;
using LineFraming.Tests.Server;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The outputs that the README and the pages show are those of the programs.</summary>
public sealed class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void The_first_example_is_the_sample_and_compiled()
    {
        string sample = Sample("first.cs");
        Assert.Contains($"```csharp\n{sample}```\n", Readme, StringComparison.Ordinal);
        Assert.Contains(Trimmed(sample.Split("\n\n", 2)[1]), Trimmed(Source("ReadmeExample.cs")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_example_prints_the_output_of_the_README()
    {
        StringWriter output = new() { NewLine = "\n" };
        ReadmeExample.Run(output);
        Assert.Equal(Sample("first.txt"), output.ToString());
        Assert.Contains($"`dotnet run samples/first.cs` prints:\n\n```text\n{output}```\n", Readme, StringComparison.Ordinal);
    }

    /// <summary>The transcript and the commands that <c>.ci/run</c> runs are those of the documents.</summary>
    [Theory]
    [InlineData("conversation.txt", "```console\n", "README.md")]
    [InlineData("ship.sh", "```sh\n", "docs", "reading.md")]
    [InlineData("fuzz-library.sh", "```sh\n", "docs", "fuzzing", "library.md")]
    public void The_documents_show_what_is_run(string sample, string fence, params string[] page) =>
        Assert.Contains($"{fence}{Sample(sample)}```\n", Document(page), StringComparison.Ordinal);

    [Fact]
    public void The_job_of_the_documents_runs_the_sample()
    {
        const string indentation = "          ";
        string step = string.Concat(Sample("fuzz-job.sh").TrimEnd('\n').Split('\n').Select(line => $"{indentation}{line}\n"));
        Assert.Contains($"        run: |\n{step}      - uses:", Document("docs", "fuzzing", "ci.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_framer_of_ones_own_is_the_compiled_one()
    {
        string code = Block("<!-- own -->\n```csharp\n", "```\n<!-- /own -->", "docs", "testing.md");
        Assert.Equal(
            Source("MyFramerTests.cs"),
            code
                .Replace("public sealed class MyFramerTests", "internal sealed class MyFramerTests", StringComparison.Ordinal)
                .Replace("namespace MyProject;", "namespace LineFraming.Tests;", StringComparison.Ordinal));
    }

    /// <summary>The two that are measured are asked by <see cref="ReadmeMeasuredTests"/>, which run alone.</summary>
    [Fact]
    public void It_violates_the_properties_that_the_page_names()
    {
        string[] violated =
        [
            .. Judge.Violated(FramerAdapter.Of(new FramerCapabilities(), MyFramerTests.Make)),
            .. FramerProperties.OfMeasurements.Select(property => property.Name),
        ];
        string section = Block("<!-- own -->", "## ", "docs", "testing.md");
        Assert.All(
            FramerProperty.All,
            property => Assert.Equal(violated.Contains(property.Name), section.Contains($"`{property}`", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_server_answers_as_the_transcript_shows()
    {
        string[] transcript = Transcript("$ printf '");
        string sent = transcript[0][..transcript[0].IndexOf('\'', StringComparison.Ordinal)];
        await using TestServer server = await TestServer.StartAsync();
        using TestPeer peer = await server.ConnectAsync();
        await peer.SendAsync(Escape.Parse(sent));
        Assert.Equal(transcript[1..], (await peer.ReadToEndAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task The_client_prints_what_the_transcript_shows()
    {
        string[] transcript = Transcript("$ echo '");
        await using TestServer server = await TestServer.StartAsync();
        ProgramRun client = ProgramRun.Start("client", server.EndPoint.ToString());
        await client.TypeAsync(transcript[0][..transcript[0].IndexOf('\'', StringComparison.Ordinal)] + "\n");
        await client.Input.CompleteAsync();
        Assert.Equal(0, await client.ExitCode.Within("the client to end"));
        Assert.Equal(transcript[1..], client.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void The_protocol_of_ones_own_is_the_compiled_one()
    {
        string code = Sample("whois.cs");
        Assert.Contains($"```csharp\n{code}```\n", Document("docs", "server", "README.md"), StringComparison.Ordinal);
        Assert.EndsWith(
            code[code.IndexOf("internal sealed class", StringComparison.Ordinal)..],
            Source("WhoisExample.cs"),
            StringComparison.Ordinal);
        string package = Document("LineFramer.Server", "README.md");
        Assert.Contains($"```csharp\n{code[(code.IndexOf('\n', StringComparison.Ordinal) + 1)..]}```", package, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_protocol_of_ones_own_answers_within_all_that_the_server_keeps()
    {
        using CancellationTokenSource stop = new();
        ProgramRun run = ProgramRun.StartOwn(() => new Whois(), stop.Token, "--port", "0", "--host", "127.0.0.1", "--max-line", "20");
        string listening = await run.OutputLine();
        Assert.Contains(": own protocol, ", listening, StringComparison.Ordinal);
        IPEndPoint endPoint = IPEndPoint.Parse(listening.Split(' ')[2].TrimEnd(':'));
        Assert.Equal("Registrant: Example\r\n", await AskAsync(endPoint, "example.org\r\nexample.org\r\n"));
        Assert.Equal("No match.\r\n", await AskAsync(endPoint, "example.com\r\n"));
        Assert.Equal("", await AskAsync(endPoint, "a line of more than twenty bytes"));
        await stop.CancelAsync();
        Assert.Equal(0, await run.ExitCode.Within("the program to end"));
    }

    [Fact]
    public async Task A_program_with_a_protocol_of_its_own_offers_no_other()
    {
        ProgramRun run = ProgramRun.StartOwn(() => new Whois(), CancellationToken.None, "--protocol", "chat");
        Assert.Equal(2, await run.ExitCode.Within("the program to end"));
    }

    /// <summary>A package's README is a page of its feed, which people read before they install anything.</summary>
    [Fact]
    public void A_README_is_short()
    {
        Assert.InRange(Readme.Split('\n').Length - 1, 1, 200);
        string[] packages =
        [
            .. Directory
                .GetDirectories(Repository.Root, "LineFramer*")
                .Select(project => Path.Combine(project, "README.md"))
                .Where(File.Exists),
        ];
        Assert.NotEmpty(packages);
        Assert.All(packages, readme => Assert.InRange(File.ReadLines(readme).Count(), 1, 60));
    }

    [Fact]
    public void The_load_balancer_of_the_documents_is_the_one_that_is_there()
    {
        string folder = Path.Combine(Repository.Root, "docs", "server");
        Assert.Contains(
            $"```text\n{File.ReadAllText(Path.Combine(folder, "haproxy.cfg"))}```",
            File.ReadAllText(Path.Combine(folder, "README.md")), StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(IPEndPoint endPoint, string lines)
    {
        using TestPeer peer = await TestPeer.ConnectAsync(endPoint);
        await peer.SendAsync(lines);
        return await peer.ReadToEndAsync();
    }

    // A command after its prompt and the beginning given, and the lines that it prints.
    private static string[] Transcript(string start)
    {
        string sample = Sample("conversation.txt");
        int from = sample.IndexOf(start, StringComparison.Ordinal) + start.Length;
        int next = sample.IndexOf("\n$ ", from, StringComparison.Ordinal);
        return sample[from..(next < 0 ? sample.Length : next)].TrimEnd('\n').Split('\n');
    }

    private static string Block(string start, string end, params string[] page)
    {
        string document = Document(page);
        int from = document.IndexOf(start, StringComparison.Ordinal);
        Assert.True(from >= 0, $"{string.Join('/', page)} has no \"{start}\".");
        from += start.Length;
        return document[from..document.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static string Trimmed(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim())).Trim();

    private static string Document(params string[] page) => File.ReadAllText(Path.Combine([Repository.Root, .. page]));

    private static string Sample(string file) => Document("samples", file);

    private static string Source(string file) => Document("LineFramer.Tests", "Readme", file);
}

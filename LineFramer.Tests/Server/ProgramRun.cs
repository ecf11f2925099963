using System.IO.Pipelines;
using System.Text;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The program run within this process, with streams of its own.</summary>
internal sealed class ProgramRun
{
    private readonly Pipe _input = new();
    private readonly Pipe _output = new();
    private readonly StringBuilder _error = new();
    private readonly StringBuilder _printed = new();

    private ProgramRun(
        string[] arguments,
        CancellationToken stop,
        Dictionary<string, string>? environment = null,
        Func<LineProtocol>? protocol = null,
        Platform? platform = null,
        bool isTyped = false)
    {
        StandardStreams streams = new(
            _input.Reader.AsStream(), _output.Writer.AsStream(), TextWriter.Synchronized(new StringWriter(_error)), isTyped);
        ExitCode = Task.Run(() => RunAsync(arguments, streams, environment ?? [], protocol, platform, stop));
    }

    public Task<int> ExitCode { get; }

    /// <summary>On how many threads of its own it would run sessions; known once it listens.</summary>
    public int? Threads { get; private set; }

    /// <summary>The standard input.</summary>
    public PipeWriter Input => _input.Writer;

    /// <summary>The standard output; to be read after the end.</summary>
    public string Output
    {
        get
        {
            while (_output.Reader.TryRead(out ReadResult read))
            {
                _printed.Append(Encoding.Latin1.GetString(read.Buffer));
                _output.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            return _printed.ToString();
        }
    }

    public string Error => _error.ToString();

    public static ProgramRun Start(params string[] arguments) => new(arguments, CancellationToken.None);

    public static ProgramRun Start(CancellationToken stop, params string[] arguments) => new(arguments, stop);

    public static ProgramRun Start(Dictionary<string, string> environment, CancellationToken stop, params string[] arguments) =>
        new(arguments, stop, environment);

    /// <summary>Starts it as at a terminal.</summary>
    public static ProgramRun StartTyped(params string[] arguments) => new(arguments, CancellationToken.None, isTyped: true);

    /// <summary>Starts it as if this system had only the features of the platform.</summary>
    public static ProgramRun StartOn(
        Platform platform, Dictionary<string, string> environment, CancellationToken stop, params string[] arguments) =>
        new(arguments, stop, environment, platform: platform);

    public static ProgramRun StartOwn(Func<LineProtocol> protocol, CancellationToken stop, params string[] arguments) =>
        new(arguments, stop, protocol: protocol);

    /// <summary>The one line that was printed to standard error.</summary>
    public string ErrorLine()
    {
        Assert.EndsWith(Environment.NewLine, Error, StringComparison.Ordinal);
        string line = Error[..^Environment.NewLine.Length];
        Assert.NotEmpty(line);
        Assert.DoesNotContain('\n', line);
        return line;
    }

    public async Task TypeAsync(string text) => await Input.WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Waits for the next line on standard output.</summary>
    public async Task<string> OutputLine()
    {
        LineFramer framer = new(LineDelimiter.Lf, 1 << 20);
        IAsyncEnumerator<ReadOnlyMemory<byte>> lines = _output.Reader.ReadLinesAsync(framer).GetAsyncEnumerator();
        Assert.True(await lines.MoveNextAsync().Within($"a line on standard output (on standard error: \"{Error}\")"), Error);
        string line = Encoding.UTF8.GetString(lines.Current.Span);
        await lines.DisposeAsync();
        return line;
    }

    private async Task<int> RunAsync(
        string[] arguments,
        StandardStreams streams,
        Dictionary<string, string> environment,
        Func<LineProtocol>? protocol,
        Platform? platform,
        CancellationToken stop)
    {
        try
        {
            return await ServerCommandLine.RunAsync(
                arguments, streams, name => environment.GetValueOrDefault(name), threads => Threads = threads, stop, protocol, platform);
        }
        finally
        {
            await _output.Writer.CompleteAsync();
        }
    }
}

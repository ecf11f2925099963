using System.Diagnostics;
using System.Globalization;
using System.Text;
using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// R11 measured from outside: a linear framer passes, and a quadratic one fails. <c>LINEFRAMER_RUNS=100</c> in the environment
/// repeats the test as often, with every processor busy.
/// </summary>
[CollectionDefinition(nameof(GrowthTests), DisableParallelization = true)]
[Collection(nameof(GrowthTests))]
public sealed class GrowthTests
{
    private static readonly int Runs = int.Parse(
        Environment.GetEnvironmentVariable("LINEFRAMER_RUNS") ?? "1", CultureInfo.InvariantCulture);
    private static readonly FramerCapabilities Buffering = new() { Delimiters = [DelimiterChoice.Lf], Limits = null, ReadsAhead = true };
    private static readonly FramerCapabilities OfText = new()
    {
        Delimiters = [DelimiterChoice.Lf],
        Limits = null,
        ReadsAhead = true,
        Text = Encoding.UTF8,
    };

    private static readonly Dictionary<string, FramerAdapter> Linear = new()
    {
        ["the textbook"] = FramerAdapter.Of(new FramerCapabilities(), BugGallery.Textbook),
        ["the library"] = FramerAdapter.Of(new FramerCapabilities(), options => new RealFramer(options)),
        ["the library, a reader for each chunk"] = FramerAdapter.Of(
            new FramerCapabilities { ReadsAhead = true }, options => new OneReaderFramer(options)),
        ["StreamReader"] = FramerAdapter.OverTextReader(OfText, (stream, _) => new StreamReader(stream)),
        ["a small limit"] = FramerAdapter.Of(new FramerCapabilities { Limits = new LimitRange(80, 80) }, BugGallery.Textbook),
        ["another thread"] = FramerAdapter.OverStreamAsync(OfText, (stream, _) => OnAnotherThread(new StreamReader(stream))),
    };

    private static readonly Dictionary<string, FramerAdapter> Quadratic = new()
    {
        ["joins chunks"] = FramerAdapter.OverDecoder(Buffering, (_, onLine) => new QuadraticFramers.Joining(onLine).Feed),
        ["appends text"] = FramerAdapter.OverStreamAsync(OfText, (stream, _) => QuadraticFramers.AppendText(stream, isElsewhere: false)),
        ["appends text on another thread"] = FramerAdapter.OverStreamAsync(
            OfText, (stream, _) => QuadraticFramers.AppendText(stream, isElsewhere: true)),
    };

    public static TheoryData<string> Right => [.. Linear.Keys];

    public static TheoryData<string> Wrong => [.. Quadratic.Keys];

    [Theory]
    [MemberData(nameof(Right))]
    public void R11_A_linear_framer_is_not_accused(string name)
    {
        using Busy busy = new();
        for (int run = 0; run < Runs; run++)
        {
            Assert.Equal(("", ""), (Ask(Linear[name], FramerProperties.Allocation), Ask(Linear[name], FramerProperties.Time)));
        }
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void R11_A_framer_that_copies_again_is_found(string name)
    {
        using Busy busy = new();
        for (int run = 0; run < Runs; run++)
        {
            Assert.Contains("quadratic work 4", Ask(Quadratic[name], FramerProperties.Allocation), StringComparison.Ordinal);
        }
    }

    /// <summary>The idiom of the documentation of pipes: nothing is copied, and every read searches the whole buffer.</summary>
    [Fact]
    public void R11_A_framer_that_searches_again_is_found_by_its_time_alone()
    {
        FramerAdapter idiom = FramerAdapter.OverPipe(Buffering, (pipe, _) => () => QuadraticFramers.ReadByIdiom(pipe));
        using Busy busy = new();
        for (int run = 0; run < Runs; run++)
        {
            Assert.Equal("", Ask(idiom, FramerProperties.Allocation));
            Assert.Contains("quadratic work 4", Ask(idiom, FramerProperties.Time), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void R11_A_framer_that_moves_what_is_left_after_every_line_is_found()
    {
        FramerAdapter shifting = FramerAdapter.OverDecoder(Buffering, (_, onLine) => new QuadraticFramers.Shifting(onLine).Feed);
        using Busy busy = new();
        for (int run = 0; run < Runs; run++)
        {
            PropertyResult result = FramerReport.Ask(shifting, FramerProperty.Named(FramerProperties.Time));
            Assert.Equal(PropertyVerdict.Violated, result.Verdict);
            Assert.Empty(result.Counterexample!.ChunkSizes);
        }
    }

    [Fact]
    public void R11_A_declared_difference_excuses_quadratic_work()
    {
        FramerCapabilities offered = new()
        {
            Delimiters = [DelimiterChoice.Lf],
            Limits = null,
            ReadsAhead = true,
            ExpectedDifferences = [new("R11", "lines of this protocol are short", _ => true)],
        };
        FramerAdapter adapter = FramerAdapter.OverDecoder(offered, (_, onLine) => new QuadraticFramers.Joining(onLine).Feed);
        Assert.Equal(PropertyVerdict.Expected, FramerReport.Ask(adapter, FramerProperty.Named(FramerProperties.Allocation)).Verdict);
        Assert.Equal(PropertyVerdict.Held, FramerReport.Ask(adapter, FramerProperty.Named(FramerProperties.Differences)).Verdict);
    }

    // The failure; empty if the property held.
    private static string Ask(FramerAdapter adapter, string property)
    {
        PropertyResult result = FramerReport.Ask(adapter, FramerProperty.Named(property));
        return result.Verdict == PropertyVerdict.Held ? "" : $"{result}";
    }

    // Changes to another thread only for every 1000th line, because that takes longer than reading a line.
    private static Func<ValueTask<byte[]?>> OnAnotherThread(StreamReader reader)
    {
        int lines = 0;
        return async () => (lines++ % 1000 == 0 ? await Task.Run(reader.ReadLine) : reader.ReadLine()) is { } line
            ? Encoding.UTF8.GetBytes(line)
            : null;
    }

    // For a proof, one computing process for each processor; in an ordinary run nothing else runs. They are no threads, because the
    // properties measure a process in which little else runs. Each ends with the process of the tests at the latest.
    private sealed class Busy : IDisposable
    {
        private const string Spin = "while kill -0 $PPID; do i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done";

        private readonly Process[] _processes =
        [
            .. Enumerable.Range(0, Runs == 1 ? 0 : Environment.ProcessorCount).Select(_ => Process.Start("sh", ["-c", Spin])),
        ];

        public void Dispose() => Array.ForEach(_processes, process =>
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        });
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>What a stranger's framer does and declares that a framer of this repository does not: each gets a true report.</summary>
public sealed class StrangerTests
{
    private static readonly FramerCapabilities Buffering = new() { Delimiters = [DelimiterChoice.Lf], Limits = null, ReadsAhead = true };

    [Fact]
    public void A_framer_that_cannot_be_made_with_some_settings_is_reported_by_every_property()
    {
        FramerReport report = FramerReport.Run(
            FramerAdapter.Of(
                new FramerCapabilities(),
                options => options.MaxLineLength == 0 ? throw new ArgumentException("no limit of 0") : BugGallery.Textbook(options)),
            Judge.Short);
        Assert.Equal(FramerProperty.All.Count, report.Results.Count);
        PropertyResult result = report.Results.Single(result => result.Property.Name == FramerProperties.Exhaustive);
        Assert.Equal((PropertyVerdict.Violated, "R3"), (result.Verdict, result.Rule));
        Assert.Contains("no limit of 0", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_of_a_checkpoint_is_reported_by_the_exhaustive_suite()
    {
        PropertyResult result = FramerReport.Ask(
            FramerAdapter.Of(new FramerCapabilities { CanResume = true }, options => new Bad(options)),
            FramerProperty.Named(FramerProperties.Exhaustive),
            Judge.Short);
        Assert.Equal(PropertyVerdict.Violated, result.Verdict);
        Assert.Contains("no checkpoint today", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void The_seed_of_a_failure_is_followed_by_other_cases()
    {
        int made = 0;
        FramerAdapter adapter = FramerAdapter.Of(new FramerCapabilities(), options =>
        {
            made++;
            return BugGallery.Textbook(options);
        });
        FramerReportOptions options = new() { Cases = 100, Seed = "1,3,50" };
        Assert.Equal(
            PropertyVerdict.Held, FramerReport.Ask(adapter, FramerProperty.Named(FramerProperties.Chunking), options).Verdict);
        Assert.True(made >= options.Cases, $"{made} framers were made.");
    }

    [Theory]
    [InlineData(FramerProperties.Allocation)]
    [InlineData(FramerProperties.Time)]
    public async Task A_framer_of_empty_lines_alone_is_measured(string name)
    {
        FramerCapabilities offered = new() { Limits = new LimitRange(0, 0), Policies = [OversizedLineHandling.Throw] };
        Task<PropertyResult> asked = Task.Run(() =>
            FramerReport.Ask(FramerAdapter.Of(offered, BugGallery.Textbook), FramerProperty.Named(name)));
        await asked.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void A_pipe_loop_that_searches_the_first_segment_alone_is_caught() =>
        Assert.Contains(FramerProperties.Chunking, Judge.Violated(OverPipe(buffer =>
            buffer.FirstSpan.IndexOf((byte)'\n') is var at and >= 0 ? buffer.GetPosition(at) : null)));

    [Fact]
    public void A_pipe_loop_that_copies_after_it_has_advanced_is_caught() =>
        Assert.Contains(
            FramerProperties.Conservation, Judge.Violated(OverPipe(buffer => buffer.PositionOf((byte)'\n'), copiesLate: true)));

    [Fact]
    public void A_pipe_loop_over_all_segments_passes() =>
        Assert.Empty(Judge.Violated(OverPipe(buffer => buffer.PositionOf((byte)'\n'))));

    [Fact]
    public void R9_is_not_violated_where_it_is_not_asked()
    {
        FramerCapabilities offered = new()
        {
            Delimiters = [DelimiterChoice.CrLf],
            Limits = new LimitRange(1, 100),
            Policies = [OversizedLineHandling.Throw],
            IsOversized = thrown => thrown is LineTooLongException,
        };
        PropertyResult result = FramerReport.Ask(
            FramerAdapter.OverDecoder(offered, (options, onLine) => new DropsCr(options, onLine).Feed),
            FramerProperty.Named(FramerProperties.Exhaustive),
            Judge.Short);
        Assert.Equal(PropertyVerdict.Violated, result.Verdict);
        Assert.NotEqual("R9", result.Rule);
    }

    [Fact]
    public void A_reader_that_fetches_ahead_loses_no_line()
    {
        FramerReport report = FramerReport.Run(
            FramerAdapter.OverStreamAsync(Buffering, (stream, _) => new FetchesAhead(stream).ReadAsync), Judge.Short);
        Assert.Contains(FramerProperties.Chunking, Judge.Of(report, PropertyVerdict.Held));
        Assert.Contains(FramerProperties.Conservation, Judge.Of(report, PropertyVerdict.Held));
        Assert.All(
            report.Results.Where(result => result.Verdict == PropertyVerdict.Violated),
            result => Assert.StartsWith("R4: ", result.Failure, StringComparison.Ordinal));
    }

    [Fact]
    public void A_strict_encoding_is_one_like_others()
    {
        FramerCapabilities offered = new() { Text = new UTF8Encoding(false, throwOnInvalidBytes: true) };
        FramerReport report = FramerReport.Run(
            FramerAdapter.Of(offered, BugGallery.All.Single(member => member.Name == "RedisStopsAtNul").Factory), Judge.Short);
        Assert.NotEmpty(Judge.Of(report, PropertyVerdict.Held));
    }

    [Fact]
    public void A_case_is_reported_and_excused_as_it_was_run()
    {
        FramerProperty progress = FramerProperty.Named(FramerProperties.Progress);
        PropertyResult result = FramerReport.Ask(
            FramerAdapter.Of(new FramerCapabilities(), options => new FailsAtTheEnd(BugGallery.Textbook(options))), progress, Judge.Short);
        Assert.True(result.Counterexample!.IsEnded);
        FramerCapabilities declared = new()
        {
            ExpectedDifferences = [new("R7", "a CR is not the end", input => input.IsEnded && input.Stream is [.., (byte)'\r'])],
        };
        result = FramerReport.Ask(
            FramerAdapter.Of(declared, options => new FailsAtTheEnd(BugGallery.Textbook(options))), progress, Judge.Short);
        Assert.Equal(PropertyVerdict.Expected, result.Verdict);
    }

    [Fact]
    public void A_predicate_that_throws_shows_no_difference()
    {
        FramerCapabilities offered = new()
        {
            ExpectedDifferences = [new("R1", "none", input => input.Stream[^1] == '\r')],
        };
        Assert.Throws<IndexOutOfRangeException>(() => FramerReport.Ask(
            FramerAdapter.Of(offered, BugGallery.Textbook), FramerProperty.Named(FramerProperties.Differences), Judge.Short));
    }

    [Fact]
    public void Chunking_cannot_be_declared_away_by_leaving_the_empty_stream()
    {
        FramerCapabilities offered = new() { ExpectedDifferences = [new("R1", "any", input => input.Stream.Length > 0)] };
        PropertyResult result = FramerReport.Ask(
            FramerAdapter.Of(offered, BugGallery.Textbook), FramerProperty.Named(FramerProperties.Chunking), Judge.Short);
        Assert.Equal(PropertyVerdict.Violated, result.Verdict);
        Assert.Contains("cannot be declared away", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_in_work_is_not_looked_for_where_work_is_not_measured()
    {
        FramerCapabilities offered = new() { ExpectedDifferences = [new("R11", "short lines", _ => true)] };
        Assert.Equal(
            PropertyVerdict.Held,
            FramerReport.Ask(
                FramerAdapter.Of(offered, BugGallery.Textbook), FramerProperty.Named(FramerProperties.Differences), Judge.Short).Verdict);
    }

    [Fact]
    public void A_reader_that_cannot_be_made_is_not_accused_of_data()
    {
        FramerAdapter adapter = FramerAdapter.OverStream(Buffering, (_, _) => throw new ArgumentException("not with LF"));
        PropertyResult result = FramerReport.Ask(adapter, FramerProperty.Named(FramerProperties.Chunking), Judge.Short);
        Assert.Equal("R3", result.Rule);
        Assert.Contains("cannot be made with lf", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_that_begins_too_high_is_rejected()
    {
        FramerCapabilities offered = new() { Limits = new LimitRange((1 << 20) + 1, 1 << 24) };
        ArgumentException rejected = Assert.Throws<ArgumentException>(() => FramerAdapter.Of(offered, BugGallery.Textbook));
        Assert.Contains("1,048,577", rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reference_framer_rejects_pieces_of_nothing() =>
        Assert.Throws<ArgumentException>(() =>
            ReferenceFramer.Read("ab"u8, true, new FramerOptions(DelimiterChoice.Lf, 0, OversizedLineHandling.Split), new EventLog()));

    private static FramerAdapter OverPipe(Func<ReadOnlySequence<byte>, SequencePosition?> endIn, bool copiesLate = false) =>
        FramerAdapter.OverPipe(Buffering, (pipe, _) => async () =>
        {
            while (true)
            {
                ReadResult read = await pipe.ReadAsync();
                if (endIn(read.Buffer) is { } end)
                {
                    ReadOnlySequence<byte> line = read.Buffer.Slice(0, end);
                    byte[] copy = line.ToArray();
                    pipe.AdvanceTo(read.Buffer.GetPosition(1, end));
                    return copiesLate ? line.ToArray() : copy;
                }

                if (read.IsCompleted)
                {
                    byte[] rest = read.Buffer.ToArray();
                    pipe.AdvanceTo(read.Buffer.End);
                    return rest.Length == 0 ? null : rest;
                }

                pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        });

    private sealed class Bad(FramerOptions options) : IFramer
    {
        private readonly IFramer _framer = BugGallery.Textbook(options);

        public LineCheckpoint? Checkpoint => throw new InvalidOperationException("no checkpoint today");

        public bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log) => _framer.TryRead(ref chunk, log);

        public bool TryReadRest(EventLog log) => _framer.TryReadRest(log);
    }

    private sealed class FailsAtTheEnd(IFramer framer) : IFramer
    {
        private byte _last;

        public bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log)
        {
            _last = chunk.IsEmpty ? _last : chunk[^1];
            return framer.TryRead(ref chunk, log);
        }

        public bool TryReadRest(EventLog log) =>
            _last == '\r' ? throw new InvalidOperationException("a CR at the end") : framer.TryReadRest(log);
    }

    private sealed class DropsCr(FramerOptions options, Action<byte[]> onLine)
    {
        private readonly LineFramer _framer = new(options.Delimiter.Real, options.MaxLineLength);

        public void Feed(ReadOnlySpan<byte> chunk, bool isEnd)
        {
            LineReader reader = _framer.Read(chunk, isEnd);
            while (reader.TryRead(out ReadOnlySpan<byte> line))
            {
                onLine(reader.MatchedDelimiter.IsEmpty ? line.ToArray() : line.TrimEnd((byte)'\r').ToArray());
            }
        }
    }

    // Asks for the next bytes as soon as it has some, and only then looks for a line.
    private sealed class FetchesAhead(Stream stream)
    {
        private readonly List<byte> _bytes = [];
        private byte[] _buffer = new byte[16];
        private Task<int>? _fetching;
        private bool _hasEnded;

        public async ValueTask<byte[]?> ReadAsync()
        {
            int end;
            while ((end = _bytes.IndexOf((byte)'\n')) < 0 && !_hasEnded)
            {
                _fetching ??= stream.ReadAsync(_buffer).AsTask();
                int count = await _fetching;
                _bytes.AddRange(_buffer[..count]);
                _hasEnded = count == 0;
                _buffer = new byte[16];
                _fetching = _hasEnded ? null : stream.ReadAsync(_buffer).AsTask();
            }

            byte[] line = [.. _bytes[..(end < 0 ? _bytes.Count : end)]];
            _bytes.RemoveRange(0, Math.Min(line.Length + 1, _bytes.Count));
            return end < 0 && line.Length == 0 ? null : line;
        }
    }
}

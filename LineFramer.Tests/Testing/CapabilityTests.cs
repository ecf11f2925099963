using System.Globalization;
using System.Text;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>A framer's declaration decides what is expected of it, and which properties are skipped.</summary>
public sealed class CapabilityTests
{
    private static readonly string[] Unconditional = [FramerProperties.Chunking, FramerProperties.Conservation, FramerProperties.Progress];

    public static TheoryData<bool, UnterminatedLineHandling> Dialects => new()
    {
        { true, UnterminatedLineHandling.Returned },
        { true, UnterminatedLineHandling.Dropped },
        { true, UnterminatedLineHandling.Error },
        { false, UnterminatedLineHandling.Returned },
        { false, UnterminatedLineHandling.Dropped },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_decoder_that_does_what_it_declares_passes(bool keepsBlankLines, UnterminatedLineHandling unterminatedLine) =>
        Assert.Empty(Judge.Violated(DialectDecoder.Over(Declared(keepsBlankLines, unterminatedLine), keepsBlankLines, unterminatedLine)));

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_decoder_that_declares_the_contrary_does_not(bool keepsBlankLines, UnterminatedLineHandling unterminatedLine)
    {
        UnterminatedLineHandling other = unterminatedLine == UnterminatedLineHandling.Dropped
            ? UnterminatedLineHandling.Returned
            : UnterminatedLineHandling.Dropped;
        Assert.Contains(
            FramerProperties.Reference,
            Judge.Violated(DialectDecoder.Over(Declared(!keepsBlankLines, unterminatedLine), keepsBlankLines, unterminatedLine)));
        Assert.Contains(
            FramerProperties.Reference,
            Judge.Violated(DialectDecoder.Over(Declared(keepsBlankLines, other), keepsBlankLines, unterminatedLine)));
    }

    [Fact]
    public void What_is_not_offered_is_skipped_with_a_reason_and_counted()
    {
        FramerCapabilities nothing = new()
        {
            Delimiters = [DelimiterChoice.Lf],
            Limits = null,
            ReadsAhead = true,
            KeepsBlankLines = false,
            UnterminatedLine = UnterminatedLineHandling.Dropped,
            Text = Encoding.UTF8,
        };
        FramerReport report = FramerReport.Run(
            DialectDecoder.Over(nothing, keepsBlankLines: false, UnterminatedLineHandling.Dropped), Judge.Short);
        Assert.Empty(Judge.Of(report, PropertyVerdict.Violated));
        string[] skipped = Judge.Of(report, PropertyVerdict.Skipped);
        Assert.Equal(11, skipped.Length);
        Assert.Empty(skipped.Intersect(Unconditional));
        Assert.All(report.Results.Where(result => result.Verdict == PropertyVerdict.Skipped), result => Assert.NotEmpty(result.Reason!));
        Assert.Equal(FramerProperty.All.Count - skipped.Length, report.Asked);
        Assert.Contains($"{report.Asked} of {FramerProperty.All.Count} properties were asked", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Cases_are_drawn_only_from_what_is_offered()
    {
        FramerCapabilities offered = new()
        {
            Delimiters = [DelimiterChoice.CrLf, DelimiterChoice.Nul],
            Limits = new LimitRange(5, 9),
            Policies = [OversizedLineHandling.Split],
            Text = Encoding.UTF8,
        };
        List<FramerCase> seen = [];
        FramerAdapter adapter = FramerAdapter.Of(offered, options =>
        {
            seen.Add(new FramerCase(options, [], [], false));
            return BugGallery.Textbook(options);
        });
        Assert.Empty(Judge.Of(FramerReport.Run(adapter, Judge.Short), PropertyVerdict.Violated));
        Assert.All(seen, input => Assert.True(offered.Offers(input), $"{input} is not offered."));
        Assert.Equal(2, seen.Select(input => input.Options.Delimiter).Distinct().Count());
        Assert.Equal(4, seen.Select(input => input.Options.MaxLineLength).Distinct().Count());
    }

    /// <summary>Reading ahead concerns R9 and nothing else, whatever else the framer declares.</summary>
    [Fact]
    public void R9_A_framer_that_reads_ahead_violates_R9_alone()
    {
        FramerFactory factory = BugGallery.All.Single(member => member.Name == "StartTlsReadsAhead").Factory;
        Assert.Equal([FramerProperties.HandOff], Judge.Violated(FramerAdapter.Of(new FramerCapabilities(), factory)));
        Assert.Empty(Judge.Violated(FramerAdapter.Of(new FramerCapabilities { ReadsAhead = true }, factory)));
    }

    [Fact]
    public void A_declaration_that_cannot_be_drawn_from_is_rejected()
    {
        AssertRejected(new() { Delimiters = [] }, nameof(FramerCapabilities.Delimiters));
        AssertRejected(new() { Policies = [] }, nameof(FramerCapabilities.Policies));
        AssertRejected(
            new() { Limits = new LimitRange(0, 0), Policies = [OversizedLineHandling.Split] },
            nameof(FramerCapabilities.Policies));
        AssertRejected(new() { Text = Encoding.Unicode }, "utf-16");
        AssertRejected(new() { Text = Encoding.UTF8, Delimiters = [DelimiterChoice.Of("ff", "\u00ff")] }, "ff");
        Assert.Throws<ArgumentOutOfRangeException>(() => new LimitRange(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LimitRange(int.MaxValue, int.MaxValue));
        Assert.Throws<ArgumentNullException>(() => new FramerCapabilities { Policies = null! });
        Assert.Throws<ArgumentNullException>(() => new FramerCapabilities { ExpectedDifferences = null! });
        Assert.Throws<ArgumentException>(() => new ExpectedDifference("R17", "no such rule", _ => true));
    }

    [Fact]
    public void Numbers_are_written_the_same_in_every_culture()
    {
        FramerCapabilities offered = new() { Delimiters = [DelimiterChoice.Lf], CanResume = true };
        FramerCapabilities large = new() { Limits = new LimitRange(2_000_000, 2_000_000) };
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberGroupSeparator = "'";
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = culture;
            AssertRejected(large, "2,000,000");
            AssertRejected(large, "1,048,576");
            Assert.Matches(@"in [\d,]{5,} chunkings, and [\d,]{5,} restarts$", Exhaustive(offered).Tried);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Over more letters there are more streams, so they are a byte shorter.</summary>
    [Theory]
    [InlineData("3 bytes", "|")]
    [InlineData("3 bytes", "|", "ab")]
    [InlineData("2 bytes", "abc")]
    [InlineData("3 bytes (2 for delimiters of three different bytes)", "|", "abc")]
    public void The_exhaustive_suite_says_how_long_its_streams_are(string lengths, params string[] delimiters)
    {
        FramerCapabilities offered = new()
        {
            Delimiters = [.. delimiters.Select(delimiter => DelimiterChoice.Of(delimiter, delimiter))],
        };
        Assert.StartsWith($"every stream of up to {lengths}, for ", Exhaustive(offered).Tried, StringComparison.Ordinal);
    }

    [Fact]
    public void A_delimiter_that_no_case_can_be_drawn_with_is_rejected()
    {
        ArgumentException wide = Assert.Throws<ArgumentException>(() => DelimiterChoice.Of("arrow", "\u2192"));
        Assert.Contains("U+00FF", wide.Message, StringComparison.Ordinal);
        ArgumentException all = Assert.Throws<ArgumentException>(() => DelimiterChoice.Of("all", AllBytes()));
        Assert.Contains("256", all.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => DelimiterChoice.Of("none"));
        Assert.Throws<ArgumentException>(() => DelimiterChoice.Of("empty", ""));

        static string[] AllBytes() => [.. Enumerable.Range(0, 256).Select(b => $"{(char)b}")];
    }

    [Fact]
    public void Counts_that_are_declared_and_not_there_are_a_violation()
    {
        FramerAdapter adapter = FramerAdapter.Of(
            new FramerCapabilities { HasCounts = true, HasWriter = true, CanResume = true },
            options => new Plain(BugGallery.Textbook(options)));
        Assert.Equal(
            [FramerProperties.Memory, FramerProperties.Work, FramerProperties.Writer, FramerProperties.Resume],
            Judge.Violated(adapter));
    }

    private static FramerCapabilities Declared(bool keepsBlankLines, UnterminatedLineHandling unterminatedLine) => new()
    {
        Delimiters = [DelimiterChoice.Lf],
        Policies = [OversizedLineHandling.Throw],
        Limits = null,
        KeepsBlankLines = keepsBlankLines,
        UnterminatedLine = unterminatedLine,
        IsUnterminated = thrown => thrown is EndOfStreamException,
    };

    private static PropertyResult Exhaustive(FramerCapabilities offered) => FramerReport.Ask(
        FramerAdapter.Of(offered, BugGallery.Textbook), FramerProperty.Named(FramerProperties.Exhaustive), Judge.Short);

    private static void AssertRejected(FramerCapabilities capabilities, string name) =>
        Assert.Contains(
            name,
            Assert.Throws<ArgumentException>(() => FramerAdapter.Of(capabilities, BugGallery.Textbook)).Message,
            StringComparison.Ordinal);

    // A framer with only the two required members of IFramer.
    private sealed class Plain(IFramer framer) : IFramer
    {
        public bool TryRead(ref ReadOnlySpan<byte> chunk, EventLog log) => framer.TryRead(ref chunk, log);

        public bool TryReadRest(EventLog log) => framer.TryReadRest(log);
    }
}

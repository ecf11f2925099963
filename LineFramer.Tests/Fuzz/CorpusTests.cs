using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Runs every input of the corpus through its target in the ordinary test run.</summary>
public sealed class CorpusTests
{
    /// <summary>The inputs of the corpus, or those that the environment names.</summary>
    public static TheoryData<string, string> Inputs
    {
        get
        {
            TheoryData<string, string> inputs = [];
            foreach ((string target, string path) in Paths())
            {
                foreach (string file in FuzzCorpus.FilesOf(path))
                {
                    inputs.Add(target, Path.GetRelativePath(Repository.Root, file));
                }
            }

            return inputs;
        }
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void The_corpus_finds_nothing_any_more(string target, string file) =>
        LineTarget.All.Single(known => known.Name == target).Run(File.ReadAllBytes(Path.Combine(Repository.Root, file)));

    [Fact]
    public void The_coverage_command_runs_the_replay_test() =>
        Assert.Equal(nameof(The_corpus_finds_nothing_any_more), CorpusCoverage.ReplayTest);

    [Fact]
    public void The_coverage_command_passes_on_any_path()
    {
        (string, string)[] inputs = [("chunking", "/a:b"), ("writer", "C:\\a;b=c d")];
        Assert.Equal(inputs, CorpusCoverage.Split(CorpusCoverage.Join(inputs)));
    }

    /// <summary>Inputs of fixed bugs are kept in addition to the seeds and do not count.</summary>
    [Fact]
    public void Every_folder_of_the_corpus_has_a_target_and_ten_to_forty_seeds()
    {
        string corpus = Path.Combine(Repository.Root, "corpus");
        Assert.Equal(
            LineTarget.All.Select(target => target.Name).Order(StringComparer.Ordinal),
            Directory.GetDirectories(corpus).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal));
        Assert.All(LineTarget.All, target => Assert.InRange(Seeds(target.Name), 10, 40));

        static int Seeds(string target) =>
            Directory.GetFiles(FolderOf(target)).Count(file => !Path.GetFileName(file).StartsWith("found-", StringComparison.Ordinal));
    }

    /// <summary>Decoding an encoded case gives the case, and any bytes decode to a case.</summary>
    [Cases]
    public void A_case_round_trips_through_its_input(FramerCase input, byte[] anything)
    {
        FramerCase fits = input with
        {
            Options = Fitting(input.Options),
            ChunkSizes = Fitting(input.ChunkSizes),
        };
        FramerCase read = CaseLayout.Decode(CaseLayout.Encode(fits));
        Assert.Equal(fits.ToString(), read.ToString());
        Assert.Equal(fits.Stream, read.Stream);

        byte[] canonical = CaseLayout.Encode(CaseLayout.Decode(anything));
        Assert.Equal(CaseLayout.Decode(anything).ToString(), CaseLayout.Decode(canonical).ToString());
    }

    /// <summary>The same holds for the layout of the pipe target.</summary>
    [Cases]
    public void A_pipe_case_round_trips_through_its_input(PipeCase input, byte[] anything)
    {
        PipeCase fits = input with
        {
            Case = input.Case with
            {
                Options = Fitting(input.Case.Options),
                ChunkSizes = Fitting(input.Case.ChunkSizes),
            },
            Segments = [.. input.Segments.Take(5).Select(size => Math.Min(size, byte.MaxValue))],
        };
        Assert.Equal(fits.ToString(), PipeLayout.Decode(PipeLayout.Encode(fits)).ToString());
        string description = PipeLayout.Decode(anything).ToString();
        Assert.Equal(description, PipeLayout.Decode(PipeLayout.Encode(PipeLayout.Decode(anything))).ToString());
    }

    [Fact]
    public void A_new_input_is_named_after_its_case()
    {
        FramerCase input = new(
            new(DelimiterChoice.All.Single(choice => choice.Name == "ab|ba"), 3, OversizedLineHandling.Truncate), [1, 2], [], true);
        Assert.Equal("distilled-ab-or-ba-truncate-limit-3-of-2-bytes", LineTarget.All[0].NameOf(CaseLayout.Encode(input)));
        Assert.All(LineTarget.All, target => Assert.DoesNotContain(target.NameOf([200, 100, 3]), Path.GetInvalidFileNameChars()));
    }

    [Fact]
    public void A_pipe_case_that_the_layout_cannot_represent_is_rejected()
    {
        PipeCase fits = new(new(new(DelimiterChoice.Lf, 3, OversizedLineHandling.Throw), [], [], true), [], 0, 0);
        Assert.Throws<ArgumentException>(() => PipeLayout.Encode(fits with { Segments = [256] }));
        Assert.Throws<ArgumentException>(() => PipeLayout.Encode(fits with { Segments = new int[6] }));
        Assert.Throws<ArgumentException>(() => PipeLayout.Encode(fits with { CancelEvery = 4 }));
        Assert.Throws<ArgumentException>(() => PipeLayout.Encode(fits with { BreakEvery = 6 }));
    }

    [Fact]
    public void A_case_that_the_layout_cannot_represent_is_rejected()
    {
        FramerOptions options = new(DelimiterChoice.Lf, 3, OversizedLineHandling.Throw);
        Assert.Throws<ArgumentException>(() => CaseLayout.Encode(new(options with { MaxLineLength = 255 }, [], [], false)));
        Assert.Throws<ArgumentException>(
            () => CaseLayout.Encode(new(options with { Delimiter = DelimiterChoice.Of("other", "|") }, [], [], false)));
        Assert.Throws<ArgumentException>(() => CaseLayout.Encode(new(options, [], [256], false)));
        Assert.Throws<ArgumentException>(() => CaseLayout.Encode(new(options, [], new int[13], false)));
    }

    [Theory]
    [InlineData(239, "boundary")]
    [InlineData(240, "lf|nul|aab|ba")]
    [InlineData(247, "lf|nul|aab|ba")]
    [InlineData(248, "aabaabaabaca")]
    [InlineData(255, "aabaabaabaca")]
    public void The_largest_values_select_rare_delimiters(byte value, string expected)
    {
        FramerCase input = CaseLayout.Decode([value, 3]);
        Assert.Equal(expected, input.Options.Delimiter.Name);
        Assert.Equal(input.ToString(), CaseLayout.Decode(CaseLayout.Encode(input)).ToString());
    }

    /// <summary>With a smaller limit, no input would reach the code for long lines.</summary>
    [Fact]
    public void The_long_limit_exceeds_a_long_line_of_the_framer() => Assert.True(CaseLayout.LongLimit > ReadAhead.LongLine);

    /// <summary>The layout cannot represent half of its largest limit, so the shrinker uses the next limit that it can.</summary>
    [Fact]
    public void A_long_limit_is_simplified_too()
    {
        FramerCase input = new(new(DelimiterChoice.Lf, CaseLayout.LongLimit, OversizedLineHandling.Throw), [.. "a\n"u8], [1], true);
        Assert.Contains(CaseLayout.Simpler(CaseLayout.Encode(input)), smaller => CaseLayout.Decode(smaller).Options.MaxLineLength == 254);
        Assert.Contains(
            PipeLayout.Simpler(PipeLayout.Encode(new PipeCase(input, [], 1, 1))),
            smaller => PipeLayout.Decode(smaller).Case.Options.MaxLineLength == 254);
    }

    /// <summary>Otherwise a session would spend its time on garbage collection. The shortest streams throw on purpose.</summary>
    [Fact]
    public void The_chunking_target_allocates_nothing_once_warm()
    {
        byte[][] inputs =
        [
            .. Directory.GetFiles(FolderOf("chunking"))
                .Select(File.ReadAllBytes)
                .Where(input => input.Length > CaseLayout.HeaderLength + 3),
        ];
        Assert.NotEmpty(inputs);
        Assert.Equal(0, Allocated.OnceWarm(() => Array.ForEach(inputs, input => ChunkingTarget.Run(input))));
    }

    private static FramerOptions Fitting(FramerOptions options) =>
        options with { Delimiter = Fitting(options.Delimiter), MaxLineLength = Fitting(options.MaxLineLength) };

    // The layout represents the delimiters of the list only.
    private static DelimiterChoice Fitting(DelimiterChoice delimiter) =>
        CaseLayout.Delimiters.Contains(delimiter) ? delimiter : CaseLayout.Delimiters[delimiter.Longest % CaseLayout.Delimiters.Count];

    private static int Fitting(int limit) => CaseLayout.HasRoomFor(limit) ? limit : CaseLayout.LongLimit;

    // The layout cannot represent larger chunks, and omits an empty chunk after an empty one.
    private static int[] Fitting(int[] cuts) =>
        [.. cuts.Select(cut => Math.Min(cut, byte.MaxValue)).Where((cut, i) => i == 0 || cut > 0 || cuts[i - 1] > 0)];

    private static IEnumerable<(string Target, string Path)> Paths() =>
        Environment.GetEnvironmentVariable(CorpusCoverage.InputsVariable) is { Length: > 0 } named
            ? CorpusCoverage.Split(named)
            : LineTarget.All.Select(target => (target.Name, FolderOf(target.Name)));

    private static string FolderOf(string target) => Path.Combine(Repository.Root, "corpus", target);
}

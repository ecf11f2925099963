namespace LineFraming.Fuzz;

/// <summary>One input through a target; it returns if all is well.</summary>
/// <param name="input">Any bytes, valid during the call.</param>
public delegate void TargetAction(ReadOnlySpan<byte> input);

/// <summary>What an input stands for.</summary>
/// <param name="input">Any bytes.</param>
/// <returns>The input, decoded by its target's layout.</returns>
public delegate string InputDescription(ReadOnlySpan<byte> input);

/// <summary>Makes an input simpler, as what it stands for.</summary>
/// <param name="input">Any bytes.</param>
/// <returns>Inputs that are simpler by one step, the simplest first.</returns>
public delegate IEnumerable<byte[]> InputShrinker(byte[] input);

/// <summary>A fuzzing target: a function over bytes that throws when a rule of the contract falls.</summary>
/// <param name="Name">Its name on the command line, and of its folder in the corpus.</param>
/// <param name="Checks">What it checks, in one line.</param>
/// <param name="Run">Runs one input over the library's framer.</param>
/// <param name="RunOver">Runs one case over any framer; null if the target is not about framers.</param>
public sealed record FuzzTarget(string Name, string Checks, TargetAction Run, Action<FramerFactory, FramerCase>? RunOver = null)
{
    /// <summary>Says what an input of this target stands for.</summary>
    public InputDescription Describe { get; init; } = input => CaseLayout.Decode(input).ToString();

    /// <summary>The layout of its inputs, for people.</summary>
    public string Layout { get; init; } = CaseLayout.Description;

    /// <summary>Makes an input of this target simpler.</summary>
    public InputShrinker Simpler { get; init; } = CaseLayout.Simpler;

    /// <summary>A name for an input of this target in the corpus.</summary>
    public InputDescription NameOf { get; init; } = input => CorpusName.Of(CaseLayout.Decode(input));

    /// <summary>The member of the gallery that it runs over; null for the library's framer.</summary>
    public string? Framer { get; init; }

    /// <summary>The words that name it on the command line.</summary>
    public IReadOnlyList<string> Words { get; init; } = [Name];

    /// <summary>The words that name the member of the gallery; none for the library's framer.</summary>
    internal IEnumerable<string> FramerWords => Framer is null ? [] : ["--framer", Framer];

    /// <summary>The project of this program, seen from where the command is run.</summary>
    public string Project { get; init; } = "LineFramer.Fuzz";

    /// <summary>All targets.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("chunking", "any cutting gives the reference framer's events, each on its byte (R1-R8, R15)", ChunkingTarget.Run, ChunkingTarget.Run),
        new("handoff", "stopping after any line consumes that line and no more (R9)", HandOffTarget.Run, HandOffProperty.HandOffIsExact),
        new("writer", "a line is rejected, or read back as that one line (R14)", WriterTarget.Run, WriterProperty.WriterCannotBeTricked),
        new("memory", "what is held, searched and copied stays bounded (R10, R11)", MemoryTarget.Run, MemoryTarget.Run),
        new("resume", "restarted anywhere from its checkpoint, the framer goes on with the same events (R16)", ResumeTarget.Run, ResumeProperty.ResumingIsExact),
        new("pipe", "a pipe's lines are the stream's under any segments, cancellations and breaks (R1, R7, R9)", PipeTarget.Run)
        {
            Describe = input => PipeLayout.Decode(input).ToString(),
            Layout = PipeLayout.Description,
            Simpler = PipeLayout.Simpler,
            NameOf = input => CorpusName.Of(PipeLayout.Decode(input).Case),
        },
        new("session", "the server's session gives the reference conversation's answers (R1, R7, R10)", SessionTarget.Run),
    ];

    /// <summary>The same target over a member of the gallery, in place of the library's framer.</summary>
    /// <param name="framer">The member.</param>
    /// <returns>The target.</returns>
    /// <exception cref="ArgumentException">The target is not about framers.</exception>
    public FuzzTarget Over(KnownBadFramer framer)
    {
        Action<FramerFactory, FramerCase> run = RunOver ?? throw new ArgumentException($"\"{Name}\" does not try framers.", nameof(framer));
        return this with { Framer = framer.Name, Run = input => run(framer.Factory, CaseLayout.Decode(input)) };
    }

    /// <summary>The command that runs one input through this target again.</summary>
    /// <param name="file">The input's file.</param>
    /// <returns>A command line for the root of the checkout, or for any folder if the target is a method of one's own.</returns>
    public string ReplayOf(string file) =>
        $"dotnet run --project {ShellWord.Quote(Project)} -- replay {string.Join(' ', Words.Append(file).Concat(FramerWords).Select(ShellWord.Quote))}";

    /// <summary>A method of one's own as a target. Its assembly is loaded, as it is, when first run.</summary>
    internal static FuzzTarget Of(OwnMethod method)
    {
        Lazy<InstrumentedTarget> loaded = new(() => new InstrumentedTarget(method, isPlain: true));
        return new(method.Method, "no exception leaves it", input => loaded.Value.Run(input))
        {
            Describe = input => $"{input.Length} bytes",
            Words = ["--assembly", method.Assembly, "--method", method.Method],
            Project = FuzzFolders.ProjectFrom(Environment.CurrentDirectory),
        };
    }
}

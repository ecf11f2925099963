using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>A fuzzing target over a line framer: a function over bytes that throws when a rule of the contract is violated.</summary>
internal sealed record LineTarget : FuzzTarget
{
    private const int LongestInput = CaseLayout.HeaderLength + CaseLayout.LongStream;

    private LineTarget(string name, string checks, TargetAction run, Action<FramerFactory, FramerCase>? runOver = null)
        : base(name, TargetDoor.MethodOf(name, null), run)
    {
        Checks = checks;
        RunOver = runOver;
        Describe = input => CaseLayout.Decode(input).ToString();
        Simpler = CaseLayout.Simpler;
        NameOf = input => CorpusName.Of(CaseLayout.Decode(input));
        KindOf = LineFailures.KindOf;
        MaxLength = LongestInput;
        Words = [.. CaseLayout.Delimiters.SelectMany(choice => choice.Strings)];
        StartWorker = word => ThisProgram.Start([RunInputsCommand.Name, name, RunInputsCommand.WordOption, word]);
    }

    /// <summary>What it checks, in one line.</summary>
    public string Checks { get; }

    /// <summary>Runs one case over any framer; null if the target is not about framers.</summary>
    public Action<FramerFactory, FramerCase>? RunOver { get; }

    /// <summary>The layout of its inputs, for people.</summary>
    public string Layout { get; init; } = CaseLayout.Description;

    /// <summary>The member of the gallery that it runs over; null for the library's framer and for one of anyone's.</summary>
    public string? Framer { get; private init; }

    /// <summary>The framer of anyone's that it runs over; null for the library's framer and for one of the gallery.</summary>
    public OutsideFramer? Outside { get; private init; }

    /// <summary>All targets.</summary>
    public static IReadOnlyList<LineTarget> All { get; } =
    [
        new("chunking", "any chunking gives the reference framer's events, each on its byte (R1-R8, R15)", ChunkingTarget.Run, ChunkingTarget.Run),
        new("handoff", "stopping after any line consumes that line and no more (R9)", HandOffTarget.Run, HandOffProperty.HandOffIsExact),
        new("writer", "a line is rejected, or read back as that one line (R14)", WriterTarget.Run, WriterProperty.WriterCannotBeTricked),
        new("memory", "what is buffered, scanned and copied stays bounded (R10, R11)", MemoryTarget.Run, MemoryTarget.Run),
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
    /// <exception cref="ArgumentException">The target is not about framers.</exception>
    public LineTarget Over(KnownBadFramer framer)
    {
        Action<FramerFactory, FramerCase> run = RunOver ?? throw new ArgumentException($"\"{Name}\" does not try framers.", nameof(framer));
        return this with
        {
            Framer = framer.Name,
            FolderName = $"{Name}-{framer.Name}",
            Method = TargetDoor.MethodOf(Name, framer.Name),
            Run = [StackTraceHidden] (input) => run(framer.Factory, CaseLayout.Decode(input)),
            StartWorker = word => ThisProgram.Start([RunInputsCommand.Name, Name, "--framer", framer.Name, RunInputsCommand.WordOption, word]),
        };
    }

    /// <summary>The same target over a framer of anyone's.</summary>
    /// <exception cref="FuzzRejectedException">The framer does not offer what the target asks.</exception>
    public LineTarget Over(OutsideFramer framer)
    {
        if (framer.WhyNot(Name) is { } reason)
        {
            throw new FuzzRejectedException(reason);
        }

        Action<FramerCase> check = framer.ChecksOf(Name);
        return this with
        {
            Outside = framer,
            FolderName = $"{Name}-{framer.TypeName}",
            Method = TargetDoor.MethodOver(framer, Name),
            Run = [StackTraceHidden] (input) => check(framer.Decode(input)),
            Describe = input => framer.Decode(input).ToString(),
            MaxLength = LongestInput + (framer.Offered.Limits?.Min ?? 0),
            Words = [.. framer.Offered.DrawnDelimiters.SelectMany(choice => choice.Strings)],
            TakesLiterals = true,
            StartWorker = word => ThisProgram.Start(
                [RunInputsCommand.Name, Name, "--framer", framer.TypeName, OwnMethodOptions.FramerAssembly, framer.Assembly, RunInputsCommand.WordOption, word]),
        };
    }

    /// <summary>The same target on instrumented code, in this process.</summary>
    public TargetAction Instrumented() => new InstrumentedTarget(Method).Run;
}

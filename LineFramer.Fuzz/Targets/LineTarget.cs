using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>A fuzzing target for line framers: an action on bytes that throws if a rule of the contract is violated.</summary>
internal sealed record LineTarget : FuzzTarget
{
    private const int MaxInputLength = CaseLayout.HeaderLength + CaseLayout.LongStream;

    private LineTarget(string name, string checks, TargetAction run, Action<FramerFactory, FramerCase>? runOver = null)
        : base(name, TargetEntry.MethodOf(name, null), run)
    {
        Checks = checks;
        RunOver = runOver;
        Describe = input => CaseLayout.Decode(input).ToString();
        Simpler = CaseLayout.Simpler;
        NameOf = input => CorpusName.Of(CaseLayout.Decode(input));
        KindOf = LineFailures.KindOf;
        MaxLength = MaxInputLength;
        Words = [.. CaseLayout.Delimiters.SelectMany(choice => choice.Strings)];
        StartWorker = word => ThisProgram.Start([RunInputsCommand.Name, name, RunInputsCommand.WordOption, word]);
    }

    /// <summary>The rules that the target checks, in one line.</summary>
    public string Checks { get; }

    /// <summary>Runs one case with any framer; null if the target does not run framers.</summary>
    public Action<FramerFactory, FramerCase>? RunOver { get; }

    /// <summary>The layout of the inputs, for help texts.</summary>
    public string Layout { get; init; } = CaseLayout.Description;

    /// <summary>The member of the gallery that the target runs; null for the library's framer and for a user's.</summary>
    public string? Framer { get; private init; }

    /// <summary>The user's framer that the target runs; null for the library's framer and for one of the gallery.</summary>
    public ExternalFramer? External { get; private init; }

    /// <summary>All targets.</summary>
    public static IReadOnlyList<LineTarget> All { get; } =
    [
        new(
            "chunking",
            "any chunking gives the reference framer's events, each on its byte (R1-R8, R15)",
            ChunkingTarget.Run,
            ChunkingTarget.Run),
        new("handoff", "stopping after any line consumes that line and no more (R9)", HandOffTarget.Run, HandOffProperty.HandOffIsExact),
        new("writer", "a line is rejected, or read back as that one line (R14)", WriterTarget.Run, WriterProperty.WriterCannotBeTricked),
        new("memory", "what is buffered, scanned and copied stays bounded (R10, R11)", MemoryTarget.Run, MemoryTarget.Run),
        new(
            "resume",
            "restarted anywhere from its checkpoint, the framer continues with the same events (R16)",
            ResumeTarget.Run,
            ResumeProperty.ResumingIsExact),
        new("pipe", "a pipe gives the lines of the stream for any segments, cancellations and breaks (R1, R7, R9)", PipeTarget.Run)
        {
            Describe = input => PipeLayout.Decode(input).ToString(),
            Layout = PipeLayout.Description,
            Simpler = PipeLayout.Simpler,
            NameOf = input => CorpusName.Of(PipeLayout.Decode(input).Case),
        },
        new("session", "the server's session gives the reference conversation's answers (R1, R7, R10)", SessionTarget.Run),
    ];

    /// <summary>Returns the same target with a member of the gallery in place of the library's framer.</summary>
    /// <exception cref="ArgumentException">The target does not run framers.</exception>
    public LineTarget Over(KnownBadFramer framer)
    {
        Action<FramerFactory, FramerCase> run = RunOver ?? throw new ArgumentException($"\"{Name}\" does not run framers.", nameof(framer));
        return this with
        {
            Framer = framer.Name,
            FolderName = $"{Name}-{framer.Name}",
            Method = TargetEntry.MethodOf(Name, framer.Name),
            Run = [StackTraceHidden] (input) => run(framer.Factory, CaseLayout.Decode(input)),
            StartWorker = word =>
                ThisProgram.Start([RunInputsCommand.Name, Name, "--framer", framer.Name, RunInputsCommand.WordOption, word]),
        };
    }

    /// <summary>Returns the same target with the member of the gallery that has a name.</summary>
    public LineTarget OverMember(string name) => Over(BugGallery.All.First(known => known.Name == name));

    /// <summary>Returns the same target with a user's framer.</summary>
    /// <exception cref="FuzzRejectedException">The framer does not offer what the target checks.</exception>
    public LineTarget Over(ExternalFramer framer)
    {
        if (framer.SkipReason(Name) is { } reason)
        {
            throw new FuzzRejectedException(reason);
        }

        Action<FramerCase> check = framer.ChecksOf(Name);
        return this with
        {
            External = framer,
            FolderName = $"{Name}-{framer.TypeName}",
            Method = TargetEntry.MethodOver(framer, Name),
            Run = [StackTraceHidden] (input) => check(framer.Decode(input)),
            Describe = input => framer.Decode(input).ToString(),
            MaxLength = MaxInputLength + (framer.Offered.Limits?.Min ?? 0),
            Words = [.. framer.Offered.DrawnDelimiters.SelectMany(choice => choice.Strings)],
            TakesLiterals = true,
            StartWorker = word => ThisProgram.Start(
                [
                    RunInputsCommand.Name, Name, "--framer", framer.TypeName, UserMethodOptions.FramerAssembly, framer.Assembly,
                    RunInputsCommand.WordOption, word,
                ]),
        };
    }

    /// <summary>Loads the same target with instrumented code in this process.</summary>
    public TargetAction Instrumented() => new InstrumentedTarget(Method).Run;
}

using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;

namespace LineFraming.Benchmarks;

/// <summary>
/// The pass that <c>cold</c> runs in a fresh process: it makes an input, goes through its lines once, and prints the
/// nanoseconds. The input is made without the framer, so that none of its code has run before.
/// </summary>
internal static class ColdPass
{
    /// <summary>The hidden command.</summary>
    public const string Name = "cold-pass";

    /// <summary>The pass of <see cref="LineLoops.Framer"/>.</summary>
    public const string Framer = "framer";

    /// <summary>The pass of <see cref="LineLoops.TryReadTo"/>.</summary>
    public const string TryReadTo = "TryReadTo";

    private const int ChunkSize = 64 << 10;

    private const int MaxLineLength = 1 << 20;

    /// <summary>The command.</summary>
    public static Command Create(TextWriter output)
    {
        Argument<string> reader = new("READER");
        reader.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not (Framer or TryReadTo) and var wrong }])
            {
                result.AddError($"READER \"{wrong}\" is neither {Framer} nor {TryReadTo}.");
            }
        });
        Argument<string> shape = new("SHAPE")
        {
            Validators = { result => ColdCommand.CheckShapes(result.Tokens, "SHAPE", result.AddError) },
        };
        Command command = new(Name, "One pass in a process of its own, for cold.") { reader, shape };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            ColdShape of = ColdShape.Parse(parsed.GetValue(shape)!)!.Value;
            LineInput input = new(of.MeanLength, of.Mebibytes << 20, ChunkSize);
            ColdTimes times = parsed.GetValue(reader) == Framer
                ? Time(() => new LineFramer(LineDelimiter.CrLf, MaxLineLength), LineLoops.Framer, input)
                : Time(() => input.Chunks, (chunks, _) => LineLoops.TryReadTo(chunks), input);
            output.WriteLine(times.ToString());
        });
        return command;
    }

    /// <summary>Times one pass and, separately, the making of what it needs: a framer is made once for a whole stream.</summary>
    /// <exception cref="LoadFailedException">The pass found other lines than there are.</exception>
    public static ColdTimes Time<T>(Func<T> make, Func<T, ImmutableArray<byte[]>, Tally> pass, LineInput input)
    {
        // The garbage of making the input must not be collected during the pass.
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        T made = make();
        long begin = Stopwatch.GetTimestamp();
        Tally found = pass(made, input.Chunks);
        ColdTimes times = new(Stopwatch.GetElapsedTime(start, begin), Stopwatch.GetElapsedTime(begin));
        return found == input.Tally
            ? times
            : throw new LoadFailedException($"The pass found {found} where there is {input.Tally}.");
    }
}

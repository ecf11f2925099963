extern alias counted;

using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using LineFraming.Testing;
using Xunit;
using Counted = counted::LineFraming;

namespace LineFraming.Tests.Library;

/// <summary>
/// How many of the random cases take each path through the library. A path that no case takes is not tested: 23 mutants that
/// changed what the library does once passed every test, because hardly a case took the fast path or filled the queue.
/// </summary>
public class PathShareTests
{
    private const int Cases = 4000;

    private static readonly (Counted.LinePath Path, double Min)[] Asked =
    [
        (Counted.LinePath.FastPath, 0.30),
        (Counted.LinePath.LineOfEarlierChunk, 0.10),
        (Counted.LinePath.QueueFull, 0.01),
        (Counted.LinePath.LargeBuffer, 0.01),
    ];

    [SkippableFact]
    public void Random_cases_take_every_path_often_enough()
    {
        Skip.IfNot(ByteBlock.IsFast, "Without vectors no end is known ahead.");
        Counted.LinePath[] paths = Enum.GetValues<Counted.LinePath>();
        int[] taken = new int[paths.Length];
        foreach (FramerCase input in Sample())
        {
            Counted.PathCounts.Reset();
            Run(input);
            foreach (Counted.LinePath path in paths)
            {
                taken[(int)path] += Counted.PathCounts.Of(path) > 0 ? 1 : 0;
            }
        }

        string shares = string.Join(
            ", ",
            paths.Select(path => string.Create(CultureInfo.InvariantCulture, $"{path} {(double)taken[(int)path] / Cases:P1}")));
        ProofReport.Write($"Ways through the library, by the share of random cases that take them: {shares}.");
        Assert.All(
            Asked,
            asked => Assert.True(
                taken[(int)asked.Path] >= asked.Min * Cases,
                $"{asked.Path} is to be taken by {asked.Min:P0} of the cases. {shares}"));
        Assert.All(
            paths,
            path => Assert.True(
                taken[(int)path] > 0 || path == Counted.LinePath.ScannedByAutomaton, $"{path} is taken by no case. {shares}"));
    }

    // As the suites draw: sizes grow evenly to the largest.
    private static IEnumerable<FramerCase> Sample()
    {
        const int Sizes = 20;
        Gen<FramerCase> cases = CaseGenerators.Cases(FramerCapabilities.Everything);
        return Enumerable
            .Range(1, Sizes)
            .SelectMany(size => cases.Sample(Cases / Sizes, new Rnd((ulong)(2_026 + size)), size * RandomCases.EndSize / Sizes));
    }

    private static void Run(FramerCase input)
    {
        FramerOptions options = input.Options;
        Counted.LineFramer framer = new(
            options.Delimiter.IsAnyNewline
                ? Counted.LineDelimiter.AnyNewline
                : Counted.LineDelimiter.CreateAny([.. options.Delimiter.Strings]),
            options.MaxLineLength,
            (Counted.OversizedLineHandling)options.OversizedLineHandling);
        ChunkSizeCycle sizes = new(input.ChunkSizes);
        try
        {
            for (int sent = 0; sent < input.Stream.Length;)
            {
                int length = Math.Min(sizes.Next(), input.Stream.Length - sent);
                foreach (ReadOnlySpan<byte> _ in framer.Read(input.Stream.AsSpan(sent, length)))
                {
                }

                sent += length;
            }

            if (input.IsEnded)
            {
                foreach (ReadOnlySpan<byte> _ in framer.Read(default, isFinalBlock: true))
                {
                }
            }
        }
        catch (Counted.LineTooLongException)
        {
        }
    }
}

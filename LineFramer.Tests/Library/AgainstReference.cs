using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit.Sdk;

namespace LineFraming.Tests;

/// <summary>Compares the library's framer with the reference framer, read in every way that a caller may read it.</summary>
internal static class AgainstReference
{
    private static readonly FramerFactory[] Ways =
    [
        options => new RealFramer(options, throws: false),
        options => new OneReaderFramer(options, eventsPerReader: 1),
        options => new OneReaderFramer(options, eventsPerReader: 3),
    ];

    /// <summary>A case for every limit, policy and end of the stream.</summary>
    public static IEnumerable<FramerCase> Settings(DelimiterChoice delimiter, byte[] stream, int[] chunks, IEnumerable<int> limits) =>
        from limit in limits
        from policy in Enum.GetValues<OversizedLineHandling>()
        where limit >= (policy == OversizedLineHandling.Split ? 1 : 0)
        from isEnded in (bool[])[false, true]
        select new FramerCase(new FramerOptions(delimiter, limit, policy), stream, chunks, isEnded);

    /// <summary>Limits at which a line of the stream is just allowed, or just oversized with or without its delimiter.</summary>
    public static IEnumerable<int> LimitsAround(DelimiterChoice delimiter, string stream)
    {
        EventLog lines = new();
        ReferenceFramer.Read(Bytes.Of(stream), true, new FramerOptions(delimiter, stream.Length, OversizedLineHandling.Throw), lines);
        return Enumerable.Range(0, lines.Count)
            .Select(line => lines.Content(line).Length)
            .Distinct()
            .SelectMany(length => Enumerable.Range(length - 2, 4).Append(length + delimiter.Longest))
            .Concat([1, 2, 4, stream.Length])
            .Where(limit => limit >= 0)
            .Distinct();
    }

    /// <summary>
    /// The events are those of the reference framer, each on the byte on which it is due: in the chunks of the case, whole and
    /// byte by byte; with one reader for each chunk, and with readers that are abandoned after one event or after three.
    /// </summary>
    public static void AssertSame(string name, FramerCase input)
    {
        foreach (FramerFactory way in Ways)
        {
            AssertSame(name, input, way);
        }
    }

    /// <summary>The same with one reader a chunk alone.</summary>
    public static void AssertSame(string name, FramerCase input, FramerFactory way)
    {
        try
        {
            new CaseRuns().Check(way, input.View);
        }
        catch (PropertyViolatedException violated)
        {
            throw new XunitException($"{name}: {violated.Message}\n{input}");
        }
    }
}

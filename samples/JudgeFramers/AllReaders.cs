using JudgeFramers.Readers;

namespace JudgeFramers;

/// <summary>The readers of other packages that this program tests.</summary>
internal static class AllReaders
{
    /// <summary>Every reader, in the order in which the report shows them.</summary>
    public static IReadOnlyList<JudgedReader> All { get; } =
    [
        AspNetReader.Reader,
        NettyReaders.LineBased,
        NettyReaders.DelimiterBased,
        SmtpReader.Reader,
        JsonRpcReader.Reader,
        DockerReader.Reader,
        AkkaReader.Reader,
        RuntimeReaders.StreamReader,
        RuntimeReaders.PipeIdiom,
        RuntimeReaders.SequenceIdiom,
    ];

    /// <summary>The names by which the command line selects readers.</summary>
    public static IEnumerable<string> Names => All.Select(reader => reader.Name);
}

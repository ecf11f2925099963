using JudgeFramers.Readers;

namespace JudgeFramers;

/// <summary>Every reader, in the order of the report.</summary>
internal static class AllReaders
{
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

    public static IEnumerable<string> Names => All.Select(reader => reader.Name);
}

using System.Buffers;
using System.IO.Pipelines;
using System.Reflection;
using LineFraming.Testing;
using SmtpServer;

namespace JudgeFramers.Readers;

/// <summary>SmtpServer's reader of commands.</summary>
internal static class SmtpReader
{
    private static readonly ReadLine Read = typeof(SmtpServer.SmtpServer).Assembly
        .GetType("SmtpServer.IO.PipeReaderExtensions", throwOnError: true)!
        .GetMethod(
            "ReadLineAsync",
            BindingFlags.NonPublic | BindingFlags.Static,
            [typeof(PipeReader), typeof(Func<ReadOnlySequence<byte>, Task>), typeof(IMaxMessageSizeOptions), typeof(CancellationToken)])!
        .CreateDelegate<ReadLine>();

    private static readonly FramerCapabilities Offered = new()
    {
        Delimiters = [DelimiterChoice.CrLf],
        Limits = null,
        UnterminatedLine = UnterminatedLineHandling.Dropped,
    };

    private delegate ValueTask ReadLine(
        PipeReader reader,
        Func<ReadOnlySequence<byte>, Task> take,
        IMaxMessageSizeOptions size,
        CancellationToken cancellationToken);

    /// <summary>The reader.</summary>
    public static JudgedReader Reader { get; } = new(
        "smtpserver",
        "PipeReaderExtensions.ReadLineAsync",
        typeof(SmtpServer.SmtpServer),
        "It is internal, and reached by reflection. It declares CR LF, no limit (its strict limit is one of messages), and that "
        + "the unterminated last line is dropped.",
        FramerAdapter.OverPipe(Offered, (pipe, _) => () => ReadAsync(pipe)))
    {
        Findings =
        [
            new(
                FindingKind.Bug,
                "The loop ends when the pipe is completed, before it looks at the bytes: a command that comes together with the "
                + "end of the connection is lost, such as a QUIT.",
                "R7_The_end_may_come_with_the_last_bytes"),
        ],
    };

    private static async ValueTask<byte[]?> ReadAsync(PipeReader pipe)
    {
        byte[]? line = null;
        await Read(pipe, Take, new MaxMessageSizeOptions(), CancellationToken.None);
        return line;

        Task Take(ReadOnlySequence<byte> bytes)
        {
            line = bytes.ToArray();
            return Task.CompletedTask;
        }
    }
}

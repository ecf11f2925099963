using System.IO.Pipes;
using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>The file in which a server's lines appear.</summary>
public sealed class SinkTests
{
    [LinuxFact]
    public void A_pipe_is_rejected_with_the_reason()
    {
        using AnonymousPipeServerStream pipe = new(PipeDirection.In);
        string path = $"/proc/self/fd/{pipe.SafePipeHandle.DangerousGetHandle()}";
        ConversationException e = Assert.Throws<ConversationException>(() => new Sink(path));
        Assert.StartsWith("the file of \"sink\" cannot be read: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_added_is_read_also_after_the_file_was_truncated()
    {
        using TestFolder folder = new();
        string path = Path.Combine(folder.FullName, "lines");
        File.WriteAllText(path, "before");
        using Sink sink = new(path);
        File.AppendAllText(path, "added");
        Assert.Equal("added"u8, sink.ReadNew());
        using (FileStream file = new(path, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Write("again"u8);
        }

        Assert.Equal("again"u8, sink.ReadNew());
        Assert.Empty(sink.ReadNew());
    }
}

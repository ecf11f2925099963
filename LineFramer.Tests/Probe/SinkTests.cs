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

    [Fact]
    public void A_file_that_was_truncated_to_less_is_read_anew()
    {
        using TestFolder folder = new();
        string path = Path.Combine(folder.FullName, "lines");
        File.WriteAllText(path, "");
        using Sink sink = new(path);
        File.WriteAllText(path, "first");
        Assert.Equal("first"u8, sink.ReadNew());
        File.WriteAllText(path, "new");
        Assert.Equal("new"u8, sink.ReadNew());
    }

    [Fact]
    public void A_file_that_is_truncated_while_it_is_read_is_read_to_its_end()
    {
        using Sink sink = new(new Shrinking());
        Assert.Equal("rest"u8, sink.ReadNew());
    }

    [Fact]
    public void A_file_that_can_be_read_no_more_is_reported()
    {
        using Sink sink = new(new Failing());
        ConversationException e = Assert.Throws<ConversationException>(sink.ReadNew);
        Assert.Equal("the file of \"sink\" cannot be read: the disk is gone", e.Message);
    }

    /// <summary>Was truncated after its length was asked for.</summary>
    private sealed class Shrinking() : MemoryStream("rest"u8.ToArray())
    {
        public override long Length => base.Length + 1;
    }

    private sealed class Failing : MemoryStream
    {
        public override long Length => throw new IOException("the disk is gone.");
    }
}

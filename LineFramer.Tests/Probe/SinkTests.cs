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
}

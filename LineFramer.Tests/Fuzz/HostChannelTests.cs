using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests the pipe through which a host sends its messages.</summary>
public sealed class HostChannelTests
{
    [LinuxFact]
    public void What_was_sent_is_read_though_the_folder_of_the_pipe_is_gone()
    {
        string folder = Directory.CreateTempSubdirectory("lineframer-").FullName;
        List<string> lines = [];
        using HostChannel channel = new(folder, lines.Add);
        using (FileStream host = new(channel.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
        {
            host.Write("a message\n"u8);
        }

        Directory.Delete(folder, recursive: true);
        channel.Finish();
        Assert.Contains("a message", lines);
    }
}

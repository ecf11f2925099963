using System.Diagnostics;
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

    /// <summary>The host writes more than the pipe holds, so it would wait for ever if the rest were not read.</summary>
    [LinuxFact]
    public void What_the_reader_of_a_message_throws_ends_the_host()
    {
        ProcessStartInfo start = new(FakeHost.Script, ["seq 20000 >\"$LINEFRAMING_FUZZ_CHANNEL\"; sleep 600; echo ended"]);
        List<string> read = [];
        List<string> printed = [];
        FormatException thrown = Assert.Throws<FormatException>(() => HostChannel.Run(
            start,
            line =>
            {
                read.Add(line);
                throw new FormatException(line);
            },
            printed.Add));
        Assert.Equal("1", thrown.Message);
        Assert.Equal(["1"], read);
        Assert.Empty(printed);
    }
}

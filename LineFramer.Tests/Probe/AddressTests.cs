using System.Net;
using System.Net.Sockets;
using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>Addresses of servers.</summary>
public sealed class AddressTests
{
    /// <summary>As an IPv6 address where the system has no IPv6.</summary>
    [Fact]
    public async Task A_socket_that_cannot_be_made_is_no_connection()
    {
        Address address = new("here:1", "here", [new EndPointOfNoFamily()]);
        await Assert.ThrowsAsync<ConversationException>(() => address.ConnectAsync(receiveBuffer: 0, CancellationToken.None));
    }

    [Fact]
    public async Task The_next_address_is_tried_where_a_socket_cannot_be_made()
    {
        await using PlantedServer server = new(PlantedGallery.Good);
        Address address = new($"{server.EndPoint}", "here", [new EndPointOfNoFamily(), server.EndPoint]);
        using Socket socket = await address.ConnectAsync(receiveBuffer: 0, CancellationToken.None);
        Assert.True(socket.Connected);
    }

    [Fact]
    public async Task A_socket_that_cannot_be_opened_is_one_line_and_exit_code_1()
    {
        StringWriter error = new() { NewLine = "\n" };
        Assert.Equal(1, await ProbeCommandLine.RunAsync(["--list"], new NoDescriptors(), error));
        Assert.StartsWith("A socket cannot be opened: ", $"{error}", StringComparison.Ordinal);
        Assert.Single($"{error}".TrimEnd('\n').Split('\n'));
    }

    /// <summary>Fails at the first line as a planted server does where there are no descriptors.</summary>
    private sealed class NoDescriptors : StringWriter
    {
        public override void WriteLine(string? value) => throw new SocketException((int)SocketError.TooManyOpenSockets);
    }

    private sealed class EndPointOfNoFamily() : IPEndPoint(IPAddress.Loopback, 1)
    {
        public override AddressFamily AddressFamily => AddressFamily.Banyan;
    }
}

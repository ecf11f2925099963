using System.Net;
using System.Net.Sockets;
using LineFraming.Probe;
using Xunit;

namespace LineFraming.Tests.Probe;

/// <summary>Addresses of servers.</summary>
public sealed class AddressTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(30);
    private static readonly IPEndPoint Silent = new(IPAddress.Loopback, 1);
    private static readonly IPEndPoint Answering = new(IPAddress.Loopback, 2);

    /// <summary>As an IPv6 address where the system has no IPv6.</summary>
    [Fact]
    public async Task A_socket_that_cannot_be_made_is_no_connection()
    {
        Address address = new("here:1", "here", [new EndPointOfNoFamily()]);
        await Assert.ThrowsAsync<ConversationException>(() => address.ConnectAsync(receiveBuffer: 0, Time));
    }

    [Fact]
    public async Task The_next_address_is_tried_where_a_socket_cannot_be_made()
    {
        await using PlantedServer server = new(PlantedGallery.Good);
        Address address = new($"{server.EndPoint}", "here", [new EndPointOfNoFamily(), server.EndPoint]);
        using Socket socket = await address.ConnectAsync(receiveBuffer: 0, Time);
        Assert.True(socket.Connected);
    }

    /// <summary>As with a firewall that drops the packets for one of the addresses.</summary>
    [Fact]
    public async Task The_next_address_is_tried_where_one_does_not_answer()
    {
        Address address = new("here:1", "here", [Silent, Answering]);
        using Socket connected = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        List<(IPEndPoint EndPoint, double Minutes)> tried = [];
        Task<Socket> ConnectAsync(IPEndPoint endPoint, TimeSpan share)
        {
            tried.Add((endPoint, Math.Ceiling(share.TotalMinutes)));
            return endPoint == Silent ? Task.FromException<Socket>(new OperationCanceledException()) : Task.FromResult(connected);
        }

        Assert.Same(connected, await address.ConnectAsync(TimeSpan.FromHours(1), ConnectAsync));
        Assert.Equal([(Silent, 30), (Answering, 60)], tried);

        // Only the first connection waits for it.
        tried.Clear();
        Assert.Same(connected, await address.ConnectAsync(TimeSpan.FromHours(1), ConnectAsync));
        Assert.Equal([(Answering, 30)], tried);
    }

    [Fact]
    public async Task No_address_that_answers_in_time_is_no_connection()
    {
        Address address = new("here:1", "here", [Silent, Answering]);
        List<IPEndPoint> tried = [];
        ConversationException e = await Assert.ThrowsAsync<ConversationException>(
            () => address.ConnectAsync(Time, (endPoint, _) =>
            {
                tried.Add(endPoint);
                return Task.FromException<Socket>(new OperationCanceledException());
            }));
        Assert.Equal("the connection was not accepted in time", e.Message);
        Assert.Equal([Silent, Answering], tried);
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

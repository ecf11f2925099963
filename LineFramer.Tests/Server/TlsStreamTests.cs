using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>TLS whose sending side is ended while it is read.</summary>
public sealed class TlsStreamTests : IAsyncLifetime, IDisposable
{
    private readonly TestCertificate _certificate = new();
    private readonly Socket _own = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private SslStream? _peer;

    private TlsStream Own { get => field!; set; }

    private SslStream Peer => _peer!;

    public async Task InitializeAsync()
    {
        using Socket listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        await _own.ConnectAsync(listening.LocalEndPoint!);
        _peer = new SslStream(new NetworkStream(await listening.AcceptAsync(), ownsSocket: true));
        Own = TlsStream.Over(_own);
        await Task.WhenAll(
            _peer.AuthenticateAsServerAsync(Tls.ForServer(_certificate.CertificateFile, _certificate.KeyFile)),
            Own.AuthenticateAsClientAsync(Tls.ForClient(_certificate.CertificateFile, new DnsEndPoint("localhost", 1))))
            .Within("the handshake");
    }

    public async Task DisposeAsync()
    {
        await Own.DisposeAsync();
        await Peer.DisposeAsync();
    }

    public void Dispose()
    {
        _own.Dispose();
        _certificate.Dispose();
    }

    [Fact]
    public async Task A_read_that_waits_for_bytes_does_not_delay_the_end_of_the_sending_side()
    {
        byte[] answer = new byte[6];
        ValueTask<int> reading = Own.ReadAsync(answer);
        Assert.False(reading.IsCompleted);
        await Own.ShutdownAsync().Within("the end of the sending side");
        Assert.Equal(0, await Peer.ReadAsync(new byte[1]).Within("the end of the lines"));
        await Peer.WriteAsync("answer"u8.ToArray());
        Assert.Equal(answer.Length, await reading.Within("the answer"));
    }

    [Fact]
    public async Task A_read_that_decrypts_delays_the_end_of_the_sending_side()
    {
        using BlockingMemory destination = new();
        await Peer.WriteAsync("answer"u8.ToArray());
        Task<int> reading = Task.Run(async () => await Own.ReadAsync(destination.Bytes));
        await destination.Entered.Within("the read to copy what it has decrypted");
        Task ending = Own.ShutdownAsync();
        Assert.False(ending.IsCompleted);
        destination.Leave();
        Assert.Equal(6, await reading.Within("the answer"));
        await ending.Within("the end of the sending side");
    }

    // Stops the read that copies into it.
    private sealed class BlockingMemory : MemoryManager<byte>
    {
        private readonly byte[] _bytes = new byte[6];
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _mayLeave = new();

        /// <summary>Unlike <see cref="MemoryManager{T}.Memory"/>, it is made without <see cref="GetSpan"/>.</summary>
        public Memory<byte> Bytes => CreateMemory(_bytes.Length);

        public Task Entered => _entered.Task;

        public void Leave() => _mayLeave.Set();

        public override Span<byte> GetSpan()
        {
            _entered.TrySetResult();
            _mayLeave.Wait(Deadline.Longest);
            return _bytes;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin() => throw new NotSupportedException();

        protected override void Dispose(bool disposing) => _mayLeave.Dispose();
    }
}

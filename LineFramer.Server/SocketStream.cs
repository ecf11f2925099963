using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace LineFraming.Server;

/// <summary>
/// The bytes of a socket, for a session that runs where <see cref="SocketThreads"/> says, but for one that is alone. A
/// thread that waits for sockets sleeps until something comes, and to wake it takes most of the time in which one peer is
/// answered; those of the thread pool look around for a while first. With several peers there is no time to sleep.
/// </summary>
/// <param name="socket">Connected; it is not disposed.</param>
/// <param name="gate">Knows who else is connected.</param>
internal sealed class SocketStream(Socket socket, ConnectionGate gate) : NetworkStream(socket, ownsSocket: false)
{
    private static readonly bool MayHaveToLeave = SocketThreads.AreUsed;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<int> reading = base.ReadAsync(buffer, cancellationToken);
        return MayHaveToLeave && !reading.IsCompleted && gate.IsOneOpen ? ReadAloneAsync(reading) : reading;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<int> ReadAloneAsync(ValueTask<int> reading)
    {
        int read = await reading;
        await Task.Yield();
        return read;
    }
}

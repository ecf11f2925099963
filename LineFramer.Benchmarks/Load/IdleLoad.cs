using System.Globalization;
using System.Net.Sockets;

namespace LineFraming.Benchmarks;

/// <summary>Idle connections, and what each of them costs the server.</summary>
internal static class IdleLoad
{
    /// <summary>How many connections.</summary>
    public const int Connections = 10_000;

    /// <summary>What one may cost, in bytes.</summary>
    public const int Target = 6 * 1024;

    private const int First = 100;

    /// <summary>Measures idle connections, after the server was left alone for the time of <paramref name="settle"/>.</summary>
    /// <exception cref="LoadFailedException">It cannot.</exception>
    public static async Task<IdleResult> RunAsync(int connections, TimeSpan settle, CancellationToken stop)
    {
        Descriptors.ThrowIfFewerThan(connections);
        using ServerUnderLoad server = ServerUnderLoad.StartOursWithHook(
            "--max-connections", (connections + First + 1).ToString(CultureInfo.InvariantCulture));

        // What the runtime compiles and caches for the first connections belongs to the empty server.
        foreach (Socket socket in Connect(server, First, stop))
        {
            socket.Dispose();
        }

        (long emptyMemory, long emptyHeap) = await ReadAsync(server, settle, stop);
        List<Socket> sockets = Connect(server, connections, stop);
        try
        {
            (long memory, long heap) = await ReadAsync(server, settle, stop);
            Socket? closed = sockets.Find(socket => socket.Poll(0, SelectMode.SelectRead));
            return closed is null
                ? new IdleResult(connections, emptyMemory, memory, emptyHeap, heap)
                : throw new LoadFailedException($"The server closed a connection that said nothing, {closed.LocalEndPoint}.");
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    // Memory is read first, because reading the heap collects it, which does not happen to a server otherwise.
    private static async Task<(long Memory, long Heap)> ReadAsync(ServerUnderLoad server, TimeSpan settle, CancellationToken stop)
    {
        await AwaitAcceptedAsync(server, stop);
        await Task.Delay(settle, stop);
        long memory = server.ResidentMemory ?? throw new LoadFailedException(
            "This system does not say how much memory a process has: there is no /proc.");
        return (memory, server.LiveHeap()!.Value);
    }

    // Connections are accepted in order: once this one is served, all earlier ones are.
    private static async Task AwaitAcceptedAsync(ServerUnderLoad server, CancellationToken stop)
    {
        using Socket last = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await last.ConnectAsync(server.EndPoint, stop);
        await last.SendAsync(".\r\n"u8.ToArray(), stop);
        _ = await last.ReceiveAsync(new byte[1], stop);
    }

    private static List<Socket> Connect(ServerUnderLoad server, int connections, CancellationToken stop)
    {
        List<Socket> sockets = [];
        try
        {
            while (sockets.Count < connections)
            {
                stop.ThrowIfCancellationRequested();
                sockets.Add(LoadConnection.Connect(server.EndPoint, sockets.Count));
            }

            return sockets;
        }
        catch
        {
            sockets.ForEach(socket => socket.Dispose());
            throw;
        }
    }
}

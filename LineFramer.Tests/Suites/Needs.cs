using System.Net;
using System.Net.Sockets;
using LineFraming.Tests.Server;
using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// What a test needs and not every machine has. Without it the test is skipped and says why; .ci/steps lets none be skipped.
/// </summary>
internal static class Needs
{
    /// <summary>The load generator, which waits for its sockets by epoll.</summary>
    public static void Epoll() => Skip.IfNot(OperatingSystem.IsLinux(), "The load generator waits by epoll, which only Linux has.");

    /// <summary>An IPv6 loopback address: the system may know IPv6 and have no address, as in many containers.</summary>
    public static void IPv6Loopback() => Skip.IfNot(HasIPv6Loopback, "This machine has no IPv6 loopback address [::1].");

    /// <summary>Whether there is an IPv6 loopback address.</summary>
    public static bool HasIPv6Loopback { get; } = CanBind(IPAddress.IPv6Loopback);

    /// <summary>Signals, which end a program in an orderly way.</summary>
    public static void Signals() => Skip.If(OperatingSystem.IsWindows(), "Windows has no signals that one process sends to another.");

    /// <summary>That a program which is started here does not ignore a signal.</summary>
    public static void Signal(int signal)
    {
        Signals();
        Skip.If(
            ServerProcess.IsIgnoredHere(signal),
            $"Signal {signal} is ignored here and in every process started here, as a shell arranges for its background jobs.");
    }

    /// <summary>systemd's way to notice its services, which the test imitates.</summary>
    public static void Systemd() => Skip.IfNot(
        OperatingSystem.IsLinux() && File.Exists("/proc/self/comm"), "Only Linux with /proc lets a process pass for systemd.");

    /// <summary>What each thread of another process is called and how long it has run.</summary>
    public static void ThreadTimes() => Skip.IfNot(
        OperatingSystem.IsLinux() && File.Exists("/proc/self/schedstat"), "This system does not say how long a thread has run: there is no /proc/PID/task/TID/schedstat.");

    /// <summary>How much memory another process has.</summary>
    public static void ProcessMemory() => Skip.IfNot(
        File.Exists("/proc/self/status"), "This system does not say how much memory a process has: there is no /proc/PID/status.");

    private static bool CanBind(IPAddress address)
    {
        try
        {
            using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

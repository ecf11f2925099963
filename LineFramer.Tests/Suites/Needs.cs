using System.Net;
using System.Net.Sockets;
using LineFraming.Tests.Server;
using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// What a test needs and not every machine has. Without it the test is skipped, and <c>dotnet test</c> reports why at the end;
/// <c>.ci/run</c> allows no skipped test.
/// </summary>
internal static class Needs
{
    private static readonly Lock OneAtATime = new();
    private static readonly SortedSet<string> Reasons = new(StringComparer.Ordinal);

    /// <summary>The load generator, which waits for its sockets by epoll.</summary>
    public static void Epoll() => Require(OperatingSystem.IsLinux(), "The load generator waits by epoll, which only Linux has.");

    /// <summary>A connection over IPv6: in many containers the system supports IPv6 and has no address.</summary>
    public static void IPv6Loopback() => Require(
        Socket.OSSupportsIPv6 && HasIPv6Loopback, "This machine has no IPv6 loopback address [::1], or .NET is configured not to use it.");

    /// <summary>Whether there is an IPv6 loopback address.</summary>
    public static bool HasIPv6Loopback { get; } = CanBind(IPAddress.IPv6Loopback);

    /// <summary>The shell that reads the commands which the program prints.</summary>
    public static void Shell() => Require(File.Exists("/bin/sh"), "This machine has no /bin/sh.");

    /// <summary>So much memory.</summary>
    public static void Memory(int gibibytes) => Require(
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= (long)gibibytes << 30, $"This process may not have {gibibytes} GiB of memory.");

    /// <summary>A name space of mounts, in which a test makes a root of its own.</summary>
    /// <returns>The arguments of unshare that give one without a network.</returns>
    public static string[] RootOfItsOwn()
    {
        string[] arguments = Environment.IsPrivilegedProcess ? ["-m", "-n"] : ["-r", "-m", "-n"];
        Require(
            OperatingSystem.IsLinux() && HostBuild.Run("unshare", [.. arguments, "true"]).Exit == 0,
            "This user may not mount anything in a name space of its own, as root may, and others where the kernel lets them.");
        return arguments;
    }

    /// <summary>Signals, which end a program in an orderly way.</summary>
    public static void Signals() => Require(!OperatingSystem.IsWindows(), "Windows has no signals that one process sends to another.");

    /// <summary>That a program which is started here does not ignore a signal.</summary>
    public static void Signal(int signal)
    {
        Signals();
        Require(
            !ServerProcess.IsIgnoredHere(signal),
            $"Signal {signal} is ignored here and in every process started here, as a shell arranges for its background jobs.");
    }

    /// <summary>Symbolic links, which any user may make.</summary>
    public static void SymbolicLinks() => Require(!OperatingSystem.IsWindows(), "On Windows not every user may make symbolic links.");

    /// <summary>systemd's way to notice its services, which the test imitates.</summary>
    public static void Systemd() => Require(
        OperatingSystem.IsLinux() && File.Exists("/proc/self/comm"), "Only Linux with /proc lets a process pass for systemd.");

    /// <summary>What each thread of another process is called and how long it has run.</summary>
    public static void ThreadTimes() => Require(
        OperatingSystem.IsLinux() && File.Exists("/proc/self/schedstat"),
        "This system does not say how long a thread has run: there is no /proc/PID/task/TID/schedstat.");

    /// <summary>How much memory another process has.</summary>
    public static void ProcessMemory() => Require(
        File.Exists("/proc/self/status"), "This system does not say how much memory a process has: there is no /proc/PID/status.");

    private static void Require(bool isThere, string reason)
    {
        if (isThere)
        {
            return;
        }

        lock (OneAtATime)
        {
            Reasons.Add(reason);
            ProofReport.Write(string.Join(Environment.NewLine, Reasons.Select(why => $"Tests were skipped: {why}")));
        }

        Skip.If(true, reason);
    }

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

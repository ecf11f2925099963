using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>The program as a process of its own.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    public const int SigHup = 1;
    public const int SigInt = 2;
    public const int SigQuit = 3;
    public const int SigTerm = 15;

    // Of Linux.
    public const int SigCont = 18;
    public const int SigStop = 19;

    private readonly Process _process;

    private ServerProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;

        // The process decides on which threads its sessions run, independently of the tests' process.
        start.Environment.Remove("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS");
        start.Environment.Remove("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT");
        _process = Process.Start(start)!;
    }

    public StreamWriter Input => _process.StandardInput;

    public StreamReader Output => _process.StandardOutput;

    public StreamReader Error => _process.StandardError;

    /// <summary>The executable of a published server, to be tested instead of the one that was built; null for none.</summary>
    public static string? Published { get; } = Environment.GetEnvironmentVariable("LINEFRAMER_SERVER") is { Length: > 0 } path
        ? path
        : null;

    private static string[] Program => Published is null
        ? [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", typeof(LineServer).Assembly.Location]
        : [Published];

    public static ServerProcess Start(params string[] arguments) =>
        new(new ProcessStartInfo(Program[0], [.. Program[1..], .. arguments]));

    /// <summary>Starts it with no more than so many descriptors.</summary>
    public static ServerProcess StartWithin(int descriptors, params string[] arguments) =>
        StartBy($"ulimit -n {descriptors} && exec \"$@\"", arguments);

    /// <summary>Has a shell start it, whose <c>"$@"</c> is the program with its arguments.</summary>
    public static ServerProcess StartBy(string script, params string[] arguments) =>
        new(new ProcessStartInfo("/bin/sh", ["-c", script, "sh", .. Program, .. arguments]));

    /// <summary>
    /// Starts it as systemd does, with a socket for its state: as the child of a process of that name, which passes SIGTERM on
    /// and exits with its code.
    /// </summary>
    public static ServerProcess StartAsService(string notified, params string[] arguments) => new(new ProcessStartInfo(
        "/bin/sh",
        [
            "-c", "printf systemd >/proc/$$/comm; \"$@\" & trap \"kill -TERM $!\" TERM; wait $!; wait $!", "sh", .. Program, .. arguments,
        ])
    {
        Environment = { ["NOTIFY_SOCKET"] = notified },
    });

    /// <summary>Waits for the server to listen; where, if on one address.</summary>
    public async Task<IPEndPoint> ListensAsync() => IPEndPoint.Parse(await ListensOnAsync());

    /// <summary>Waits for the server to listen on a Unix socket.</summary>
    public async Task<UnixDomainSocketEndPoint> ListensOnUnixAsync() => new(await ListensOnAsync());

    public Task ExpectErrorLineAsync(string part)
    {
        return ReadAsync().Within($"\"{part}\" on standard error");

        // The wait as a whole has a deadline, because other lines may come without end.
        async Task ReadAsync()
        {
            string? line;
            do
            {
                line = await _process.StandardError.ReadLineAsync();
                Assert.True(line is not null, $"The process ended before it said \"{part}\".");
            }
            while (!line.Contains(part, StringComparison.Ordinal));
        }
    }

    /// <summary>
    /// Has the peers send until the server says of each that it has answers to read. On a Unix socket that stays so: what is sent
    /// goes straight to the peer's queue, and once there is no room, none comes unless the peer reads. Over TCP the system still
    /// moves it.
    /// </summary>
    public Task BlockAsync(params TestPeer[] peers)
    {
        byte[] lines = [.. Enumerable.Repeat("\r\n"u8.ToArray(), 1 << 20).SelectMany(line => line)];
        foreach (TestPeer peer in peers)
        {
            // The client must not end before the peer or the server does.
            _ = peer.SendAsync(lines);
        }

        return ExpectErrorLineAsync($" unread={peers.Length} ");
    }

    /// <summary>The process's memory in KiB, where the system says it.</summary>
    public long? Memory()
    {
        string status = $"/proc/{_process.Id}/status";
        string? line = File.Exists(status)
            ? File.ReadLines(status).First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            : null;
        return line is null ? null : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }

    /// <summary>Its threads of a name, each as the nanoseconds that it has run. Linux only.</summary>
    public IReadOnlyList<long> ThreadsNamed(string name) =>
    [
        .. from thread in Directory.EnumerateDirectories($"/proc/{_process.Id}/task")
           where File.ReadAllText(Path.Combine(thread, "comm")) == $"{name}\n"
           select long.Parse(File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture),
    ];

    /// <summary>Whether its standard input is one that does not block. Linux only.</summary>
    public bool HasNonBlockingInput()
    {
        const int NonBlocking = 0x800;
        string line = File.ReadLines($"/proc/{_process.Id}/fdinfo/0").First(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return (Convert.ToInt32(line["flags:".Length..].Trim(), 8) & NonBlocking) != 0;
    }

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Waits for the end, and compares what was printed since.</summary>
    public async Task ExpectEndAsync(int exitCode, string output = "", string? error = null)
    {
        Task<string> printed = _process.StandardOutput.ReadToEndAsync();
        Task<string> written = _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync().Within("the process to end");
        Assert.Equal(error ?? await written, await written);
        Assert.Equal(output, await printed);
        Assert.Equal(exitCode, _process.ExitCode);
    }

    /// <summary>Writes a line to the input again and again, ten times a second, until something has ended or the input is closed.</summary>
    public async Task WriteUntilAsync(string line, Task ended)
    {
        try
        {
            while (!ended.IsCompleted)
            {
                await Input.WriteAsync(line);
                await Input.FlushAsync();
                await Task.WhenAny(ended, Task.Delay(100));
            }
        }
        catch (IOException)
        {
            // The process has ended first.
        }
    }

    /// <summary>Waits for the end of a process whose output has no reader any more.</summary>
    public async Task ExpectExitAsync(int exitCode, string error)
    {
        Task<string> reported = _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync().Within("the process to end");
        Assert.Equal(error, await reported);
        Assert.Equal(exitCode, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    /// <summary>
    /// Whether the signal is ignored: a shell makes its background jobs ignore Ctrl-C, processes inherit that, and a server
    /// must then ignore it too.
    /// </summary>
    public static bool IsIgnoredHere(int signal)
    {
        const string Status = "/proc/self/status";
        const string Ignored = "SigIgn:";
        string? mask = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal))
            : null;
        return mask is not null && (Convert.ToInt64(mask[Ignored.Length..].Trim(), 16) & (1L << (signal - 1))) != 0;
    }

    private async Task<string> ListensOnAsync()
    {
        string? line = await _process.StandardOutput.ReadLineAsync().Within("the listening line");
        Assert.True(line is not null, "The server ended before it listened.");
        Match listening = ListeningLine().Match(line);
        Assert.True(listening.Success, $"The server printed \"{line}\" and not where it listens.");
        return listening.Groups["where"].Value;
    }

    // The path of a Unix socket may have spaces.
    [GeneratedRegex("^Listening on (?<where>.+?): (chat|echo|own) protocol, ")]
    private static partial Regex ListeningLine();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}

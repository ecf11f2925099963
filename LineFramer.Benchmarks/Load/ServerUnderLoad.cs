using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using LineFraming.Server;

namespace LineFraming.Benchmarks;

/// <summary>A server as a process of its own, on a free port of the loopback address. Its warnings are printed.</summary>
internal sealed class ServerUnderLoad : IDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;

    private ServerUnderLoad(string name, ProcessStartInfo start)
    {
        Name = name;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        try
        {
            _process = Process.Start(start) ?? throw new LoadFailedException($"Cannot start {start.FileName}.");
        }
        catch (Win32Exception e)
        {
            // It is no program, such as a file of --against-native that may not be executed, or there is no dotnet on the path.
            throw new LoadFailedException($"{name} cannot be started: {e.Message}");
        }

        try
        {
            string? line = _process.StandardOutput.ReadLine();
            EndPoint = line is not null
                && line.Split(' ') is [_, _, string address, ..]
                && IPEndPoint.TryParse(address.TrimEnd(':'), out IPEndPoint? endPoint)
                ? endPoint
                : throw new LoadFailedException($"{name} did not say where it listens, but \"{line}\".");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the results call it.</summary>
    public string Name { get; }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The processor time that it has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The maximum of its memory, in bytes; null where the system does not report it.</summary>
    public long? PeakMemory => Memory("VmHWM:");

    /// <summary>Its memory, in bytes; null where the system does not report it.</summary>
    public long? ResidentMemory => Memory("VmRSS:");

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts the server that was built with this program.</summary>
    public static ServerUnderLoad StartOurs(params string[] arguments) => new(LoadReport.Ours, Ours(arguments));

    /// <summary>The same, with <see cref="StartupHook"/> in it, so that <see cref="LiveHeap"/> can be asked.</summary>
    public static ServerUnderLoad StartOursWithHook(params string[] arguments)
    {
        ProcessStartInfo start = Ours(arguments);
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        return new ServerUnderLoad(LoadReport.Ours, start);
    }

    /// <summary>Starts a program that prints where it listens in the same form as our server.</summary>
    public static ServerUnderLoad Start(string name, ProcessStartInfo program) => new(name, program);

    /// <summary>The bytes of its managed heap that are in use, after a collection; null if it was started without the hook.</summary>
    public long? LiveHeap()
    {
        if (!_process.StartInfo.Environment.ContainsKey("DOTNET_STARTUP_HOOKS"))
        {
            return null;
        }

        _process.StandardInput.WriteLine();
        string? line = _process.StandardOutput.ReadLine();
        return long.TryParse(line, CultureInfo.InvariantCulture, out long bytes)
            ? bytes
            : throw new LoadFailedException($"The server did not say how large its heap is, but \"{line}\".");
    }

    /// <summary>Asks it to end with SIGTERM, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public int Stop()
    {
        _ = Kill(_process.Id, SigTerm);
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static ProcessStartInfo Ours(string[] arguments) => new(
        BenchmarkCommandLine.DotNet,
        [typeof(LineServer).Assembly.Location, "--host", "127.0.0.1", "--port", "0", .. arguments]);

    private long? Memory(string field)
    {
        string status = $"/proc/{_process.Id}/status";
        string? line = File.Exists(status)
            ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal))
            : null;
        return line is null
            ? null
            : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>
/// The named pipe by which a fuzzing host reports what libFuzzer says. Nothing that a target prints comes this way. The host
/// ends by itself when the pipe has no reader any more.
/// </summary>
internal sealed class HostChannel : IDisposable
{
    /// <summary>The environment variable with the pipe's path.</summary>
    public const string Variable = "LINEFRAMING_FUZZ_CHANNEL";

    private const uint OwnerReadsAndWrites = 0b110_000_000;
    private const int ReadAtOnce = 64 << 10;

    private readonly string _lastLine = $"lineframing-{Guid.NewGuid():n}";
    private readonly FileStream _pipe;
    private readonly Thread _reading;
    private bool _isFinished;

    /// <summary>Makes the pipe and begins to read.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public HostChannel(string folder, Action<string> heard)
    {
        Path = System.IO.Path.Combine(folder, $"channel-{Guid.NewGuid():n}");
        if (MakePipe(Path, OwnerReadsAndWrites) != 0)
        {
            throw new IOException($"The pipe {Path} cannot be made: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        // Open for both, it neither waits for a writer nor ends with one.
        _pipe = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _reading = new Thread(() => Read(heard)) { IsBackground = true };
        _reading.Start();
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>What reports to the session that the environment names, for a process without libFuzzer in it; without a session, to standard error.</summary>
    public static Action<string> ReportOfEnvironment()
    {
        // It is open from the start: a target may use up all descriptors.
        Stream session = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path
            ? new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0)
            : Console.OpenStandardError();
        return text => session.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Runs a host to its end.</summary>
    /// <returns>Its exit code; null if it was ended.</returns>
    public static int? Run(ProcessStartInfo start, Action<string> heard, Action<string> printed, TimeSpan? timeout = null, CancellationToken ending = default)
    {
        using HeldFolder folder = new(System.IO.Path.GetTempPath(), FuzzFolders.TemporaryPrefix);
        using HostChannel channel = new(folder.Path, heard);
        start.Environment[Variable] = channel.Path;
        int? exit = ChildProcess.Run(start, printed, timeout, ending);
        channel.Finish();
        return exit;
    }

    /// <summary>Reads what is left of what a host wrote that has ended.</summary>
    public void Finish()
    {
        if (!_isFinished)
        {
            _isFinished = true;
            using (FileStream end = new(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
            {
                end.Write(Encoding.ASCII.GetBytes($"\n{_lastLine}\n"));
            }

            _reading.Join();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Finish();
        _pipe.Dispose();
        File.Delete(Path);
    }

    private void Read(Action<string> heard)
    {
        byte[] block = new byte[ReadAtOnce];
        using MemoryStream line = new();
        while (true)
        {
            ReadOnlySpan<byte> rest = block.AsSpan(0, _pipe.Read(block, 0, block.Length));
            for (int end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
            {
                line.Write(rest[..end]);
                rest = rest[(end + 1)..];
                string text = Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
                line.SetLength(0);
                if (text == _lastLine)
                {
                    return;
                }

                heard(text);
            }

            line.Write(rest);
        }
    }

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    private static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>
/// The named pipe through which a fuzzing host sends libFuzzer's messages. The output of a target does not use it. The host
/// ends when the pipe has no reader any more.
/// </summary>
internal sealed class HostChannel : IDisposable
{
    /// <summary>The environment variable that holds the path of the pipe.</summary>
    public const string Variable = "LINEFRAMING_FUZZ_CHANNEL";

    private const uint OwnerReadsAndWrites = 0b110_000_000;
    private const int ReadAtOnce = 64 << 10;

    private readonly string _lastLine = $"lineframing-{Guid.NewGuid():n}";
    private readonly FileStream _pipe;

    // Opened at the start, because the file may be gone at the end: a session may run for days, and others clean temporary folders.
    private readonly FileStream _own;
    private readonly GuardedCallback _callback;
    private readonly Thread _reading;
    private bool _isFinished;

    /// <summary>Makes the pipe and starts to read it; the first exception of a message's reader is kept, after a call.</summary>
    /// <exception cref="IOException">The pipe cannot be made.</exception>
    public HostChannel(string folder, Action<string> onLine, Action? onFailure = null)
    {
        Path = System.IO.Path.Combine(folder, $"channel-{Guid.NewGuid():n}");
        if (MakePipe(Path, OwnerReadsAndWrites) != 0)
        {
            throw new IOException($"The pipe {Path} cannot be made: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        // Opened for reading and writing, it neither waits for a writer nor ends when a writer closes it.
        _pipe = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _own = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _callback = new GuardedCallback(onLine, onFailure);
        _reading = new Thread(Read) { IsBackground = true };
        _reading.Start();
    }

    /// <summary>The path of the pipe.</summary>
    public string Path { get; }

    /// <summary>
    /// Makes a function that writes to the session of a process without libFuzzer, or to standard error without a session.
    /// </summary>
    public static Action<string> ReportOfEnvironment()
    {
        // Opened at the start, because a target may use up all descriptors.
        Stream session = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path
            ? new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0)
            : Console.OpenStandardError();
        return text => session.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>
    /// Runs a host to its end and returns its exit code; null if it timed out or was cancelled. What a callback throws ends the host
    /// and is rethrown.
    /// </summary>
    public static int? Run(
        ProcessStartInfo start,
        Action<string> onLine,
        Action<string> onOutput,
        TimeSpan? timeout = null,
        CancellationToken ending = default)
    {
        using TemporaryFolder folder = new(System.IO.Path.GetTempPath(), FuzzFolders.TemporaryPrefix);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(ending);
        using HostChannel channel = new(folder.Path, onLine, ended.Cancel);
        start.Environment[Variable] = channel.Path;
        int? exit = ChildProcess.Run(start, onOutput, timeout, ended.Token);
        channel.Finish();
        channel.ThrowIfFailed();
        return exit;
    }

    /// <summary>Rethrows what the callback threw on the reading thread.</summary>
    public void ThrowIfFailed() => _callback.ThrowIfFailed();

    /// <summary>Reads what a host that has ended left in the pipe.</summary>
    public void Finish()
    {
        if (!_isFinished)
        {
            _isFinished = true;
            _own.Write(Encoding.ASCII.GetBytes($"\n{_lastLine}\n"));
            _reading.Join();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Finish();
        _own.Dispose();
        _pipe.Dispose();
        try
        {
            File.Delete(Path);
        }
        catch (DirectoryNotFoundException)
        {
            // It was deleted with its folder.
        }
    }

    private void Read()
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

                _callback.Call(text);
            }

            line.Write(rest);
        }
    }

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    private static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}

using System.Runtime.InteropServices;

namespace LineFraming.Server;

/// <summary>
/// A standard stream of a Unix process, by its number. It is used because the console's streams go wrong in three ways: they
/// report success for an output whose reader has gone, they fail on a non-blocking input that has no bytes yet (Node gives its
/// children such an input), and they use a number that was closed even if the runtime has opened something else under it.
/// </summary>
internal sealed class UnixDescriptor(int number) : Stream
{
    /// <summary>The number of standard output.</summary>
    public const int Output = 1;

    /// <summary>The number of standard error.</summary>
    public const int Error = 2;

    private const int Input = 0;

    // From <fcntl.h>, <poll.h> and <errno.h>; all but two are the same on Linux, macOS and FreeBSD.
    private const int GetDescriptorFlags = 1;
    private const int GetStatusFlags = 3;
    private const int CloseOnExec = 1;
    private const short Readable = 1;
    private const short Writable = 4;
    private const int Interrupted = 4;
    private const int BrokenPipe = 32;

    private readonly bool _isClosed = IsClosed(number);

    public override bool CanRead => number == Input;

    public override bool CanSeek => false;

    public override bool CanWrite => number != Input;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private static int WouldBlock => OperatingSystem.IsLinux() ? 11 : 35;

    private static int NonBlocking => OperatingSystem.IsLinux() ? 0x800 : 4;

    /// <summary>
    /// Whether the process was started without this stream. Descriptors that the runtime has opened since then are closed on
    /// exec, and inherited ones are not: the flag distinguishes them.
    /// </summary>
    public static bool IsClosed(int number) =>
        Control(number, GetDescriptorFlags) is var flags && (flags < 0 || (flags & CloseOnExec) != 0);

    /// <summary>
    /// Standard input. A terminal is read through the console, which accepts lines longer than the 4095 bytes of the terminal
    /// driver, unless the terminal is non-blocking, which the console does not support.
    /// </summary>
    public static Stream OpenInput() =>
        IsClosed(Input) || Console.IsInputRedirected || (Control(Input, GetStatusFlags) & NonBlocking) != 0
            ? new UnixDescriptor(Input)
            : Console.OpenStandardInput();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        nint read;
        while ((read = Read(Open(), ref MemoryMarshal.GetReference(buffer), buffer.Length)) < 0)
        {
            WaitAfter(Marshal.GetLastPInvokeError(), Readable);
        }

        return (int)read;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written = Write(Open(), in MemoryMarshal.GetReference(buffer), buffer.Length);
            if (written < 0)
            {
                WaitAfter(Marshal.GetLastPInvokeError(), Writable);
                continue;
            }

            buffer = buffer[(int)written..];
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int Open() => _isClosed ? throw new IOException("it is closed") : number;

    private void WaitAfter(int error, short events)
    {
        if (error == WouldBlock)
        {
            // If something is wrong with the descriptor, the next call reports it.
            PollDescriptor waited = new(number, events);
            _ = Poll(ref waited, 1, Timeout.Infinite);
        }
        else if (error == BrokenPipe)
        {
            throw new ReaderGoneException();
        }
        else if (error != Interrupted)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int number, int command);

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Read(int number, ref byte buffer, nint count);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(int number, in byte buffer, nint count);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor(int number, short events)
    {
        public int Number = number;
        public short Events = events;
        public short Returned;
    }
}

#:project ../LineFramer
// dotnet run samples/ship.cs -- LOG OUTPUT STATE copies each line of a growing log once, however often the program is killed.
// Order: it stores the lines first, then the checkpoint and the output's length, in one step. A restart truncates the output to
// that length, so lines that were stored after the last checkpoint are shipped again, and no line is in the output twice.
// It does not handle rotation: the log is one file that only grows. "--any" ends lines at CR, LF and CRLF, "--max BYTES"
// truncates longer lines, "--read BYTES" reads so many at a time, and "--once" stops at the end of the log.
using LineFraming;

(int max, int read) = (Option("--max"), Option("--read"));
if (args.Length < 3 || max is < 1 or > 1 << 30 || read is < 1 or > 1 << 30)
    return Fail("Usage: ship LOG OUTPUT STATE [--any] [--max BYTES] [--read BYTES] [--once]; BYTES is 1 to 1073741824.", 2);
try
{
    LineDelimiter delimiter = args.Contains("--any") ? LineDelimiter.AnyNewline : LineDelimiter.Lf;
    var framer = new LineFramer(delimiter, max, OversizedLineHandling.Truncate);
    using FileStream log = new(args[0], FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    using FileStream output = new(args[1], FileMode.OpenOrCreate);
    string text = File.Exists(args[2]) ? File.ReadAllText(args[2]) : "0 0 0";
    long[] stored = [.. text.Split(' ').Select(number => long.TryParse(number, out long parsed) ? parsed : -1)];
    if (stored.Length != 3 || stored.Min() < 0)
        return Fail($"{args[2]} must hold the three numbers that this program stores, and has {text.Length} other characters.", 1);
    framer.Reset(new LineCheckpoint(stored[0], (LineCheckpointState)stored[1]));
    if (log.Length < stored[0])
        return Fail($"{args[0]} has {log.Length} bytes, but {stored[0]} of it were shipped: it is another log, or was cut.", 1);
    log.Position = stored[0];
    if (output.Length < stored[2])
        return Fail($"{args[1]} has {output.Length} bytes, but {stored[2]} of it were stored before {args[2]} was.", 1);
    output.SetLength(stored[2]);
    output.Position = stored[2];
    byte[] buffer = new byte[read];
    while (log.Read(buffer) is int count && (count > 0 || !args.Contains("--once")))
    {
        if (count == 0)
        {
            Thread.Sleep(100);
            continue;
        }

        foreach (ReadOnlySpan<byte> line in framer.Read(buffer.AsSpan(0, count)))
            output.Write([.. line, (byte)'\n']);
        output.Flush(flushToDisk: true);
        using (FileStream state = File.Create(args[2] + ".new"))
        {
            state.Write(System.Text.Encoding.ASCII.GetBytes($"{framer.Checkpoint.Offset} {(int)framer.Checkpoint.State} {output.Length}"));
            state.Flush(flushToDisk: true);
        }

        File.Move(args[2] + ".new", args[2], overwrite: true);
    }

    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
{
    return Fail(e.Message.ReplaceLineEndings(" "), 1);
}

int Option(string name) => !args.Contains(name) ? 65_536
    : int.TryParse(args.ElementAtOrDefault(Array.IndexOf(args, name) + 1), out int bytes) ? bytes : 0;

int Fail(string message, int exitCode)
{
    Console.Error.WriteLine(message);
    return exitCode;
}

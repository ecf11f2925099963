using System.Diagnostics;
using System.Globalization;
using LineFraming.Testing;
using LineFraming.Tests.Server;
using Xunit;

namespace LineFraming.Tests;

/// <summary><c>samples/ship.cs</c> as a process that is killed again and again while its log grows.</summary>
internal sealed class KilledShipper(string folder, int seed, FramerOptions options)
{
    private const int MaxRead = 16;
    private const int MaxProgress = 150;
    private const int Backlog = 32 << 10;

    private readonly Random _random = new(seed);
    private readonly string _log = Path.Combine(folder, "log");
    private readonly string _output = Path.Combine(folder, "output");
    private readonly string _state = Path.Combine(folder, "state");
    private byte _last;

    /// <summary>How many kills came when some bytes had been shipped since the start and others had not.</summary>
    public int Midway { get; private set; }

    /// <summary>How many kills came between storing lines and storing the checkpoint.</summary>
    public int BetweenBoth { get; private set; }

    /// <summary>How often it was restarted from a checkpoint in each state.</summary>
    public Dictionary<LineCheckpointState, int> Resumed { get; } = [];

    private string[] Settings =>
        [.. options.Delimiter.IsAnyNewline ? new[] { "--any" } : [], "--max", options.MaxLineLength.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Starts it with these arguments.</summary>
    public static Process Start(string[] arguments) => Process.Start(new ProcessStartInfo(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "ship.dll"), .. arguments])
    {
        RedirectStandardError = true,
    })!;

    /// <summary>Kills it so many times, lets it ship what is left, and compares.</summary>
    public async Task RunAsync(int kills)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(_log, []);
        for (int i = 0; i < kills; i++)
        {
            await StartAndKillAsync();
        }

        File.AppendAllText(_log, "\n");
        await ShipAllAsync(_output, _state);
        string whole = Path.Combine(folder, "uninterrupted");
        await ShipAllAsync(whole, _state + "-uninterrupted");
        byte[] uninterrupted = File.ReadAllBytes(whole);
        Assert.True(
            uninterrupted.AsSpan().SequenceEqual(Reference()),
            $"Uninterrupted, with {options}, it shipped other lines than the reference framer reads.");
        byte[] shipped = File.ReadAllBytes(_output);
        int same = shipped.AsSpan().CommonPrefixLength(uninterrupted);
        Assert.True(
            shipped.Length == uninterrupted.Length && same == shipped.Length,
            $"With {options} and seed {seed}, {shipped.Length} bytes were shipped, and {uninterrupted.Length} without kills; "
            + $"the first {same} are the same.");
    }

    private async Task StartAndKillAsync()
    {
        (long begin, LineCheckpointState state, _) = Stored();
        if (File.Exists(_state))
        {
            Resumed[state] = Resumed.GetValueOrDefault(state) + 1;
        }

        Grow(begin + Backlog);
        using Process process = Start(_output, _state, "--read", _random.Next(1, MaxRead + 1).ToString(CultureInfo.InvariantCulture));

        // Most kills wait for some progress, so that they come after the start even on a busy machine.
        if (_random.Next(10) == 0)
        {
            await Task.Delay(_random.Next(60));
        }
        else
        {
            await ProgressAsync(process, begin + _random.Next(1, MaxProgress));
        }

        process.Kill();
        await process.WaitForExitAsync().Within("the end of a killed process");
        (long offset, _, long length) = Stored();
        Midway += offset > begin && offset < new FileInfo(_log).Length ? 1 : 0;
        BetweenBoth += File.Exists(_output) && new FileInfo(_output).Length > length ? 1 : 0;
    }

    private async Task ProgressAsync(Process process, long offset)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stored().Offset < offset)
        {
            if (process.HasExited)
            {
                Assert.Fail($"It ended with exit code {process.ExitCode}: {await process.StandardError.ReadToEndAsync()}");
            }

            Assert.True(
                Stopwatch.GetElapsedTime(start) < Deadline.Longest,
                $"Byte {offset} of the log was not read in {Deadline.Longest.TotalSeconds} s.");
            await Task.Delay(1);
        }
    }

    // A checkpoint is replaced in one step, so it can be read at any time.
    private (long Offset, LineCheckpointState State, long Length) Stored()
    {
        if (!File.Exists(_state))
        {
            return default;
        }

        long[] numbers = [.. File.ReadAllText(_state).Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        return (numbers[0], (LineCheckpointState)numbers[1], numbers[2]);
    }

    // Byte by byte, so that the log may end anywhere: within a line, or between CR and LF.
    private void Grow(long length)
    {
        using FileStream log = new(_log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        byte[] more = new byte[Math.Max(length - log.Length, 0) + _random.Next(MaxRead)];
        for (int i = 0; i < more.Length; i++)
        {
            _last = more[i] = _last == '\r' && _random.Next(2) == 0 ? (byte)'\n' : Next();
        }

        log.Write(more);
    }

    private byte Next() => _random.Next(8) switch
    {
        0 or 1 => (byte)'\r',
        2 => (byte)'\n',
        _ => (byte)_random.Next('a', 'z' + 1),
    };

    private async Task ShipAllAsync(string output, string state)
    {
        using Process process = Start(output, state, "--once");
        string error = await process.StandardError.ReadToEndAsync().Within("the end of the log");
        await process.WaitForExitAsync().Within("the end of the process");
        Assert.Equal((0, ""), (process.ExitCode, error));
    }

    private Process Start(string output, string state, params string[] arguments) =>
        Start([_log, output, state, .. arguments, .. Settings]);

    private byte[] Reference()
    {
        Testing.EventLog events = new();
        ReferenceFramer.Read(File.ReadAllBytes(_log), isEnded: false, options, events);
        using MemoryStream lines = new();
        for (int i = 0; i < events.Count; i++)
        {
            lines.Write(events.Content(i));
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }
}

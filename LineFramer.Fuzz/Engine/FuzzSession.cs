using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LineFraming.Fuzz;

/// <summary>What a session is asked to do.</summary>
/// <param name="Target">The target's name.</param>
/// <param name="Framer">The member of the gallery to run it over; null for the library's framer.</param>
/// <param name="Seconds">How long; null for as long as nobody ends it.</param>
/// <param name="Jobs">How many processes, which share the corpus.</param>
/// <param name="FromEmpty">Whether to begin without any inputs.</param>
/// <param name="Flags">More flags for libFuzzer, which prevail.</param>
internal sealed record SessionOrder(string Target, string? Framer, double? Seconds, int Jobs, bool FromEmpty, IReadOnlyList<string> Flags)
{
    /// <summary>The method that is fuzzed in place of a named target; its name is the target's.</summary>
    public OwnMethod? Own { get; init; }

    /// <summary>For a method, the folder of inputs to begin with; null for none.</summary>
    public string? Seeds { get; init; }

    /// <summary>For a method, the dictionary; null for none.</summary>
    public string? Dictionary { get; init; }
}

/// <summary>A session: libFuzzer over one target, in as many processes as asked for.</summary>
internal sealed class FuzzSession : IDisposable
{
    private const int Interrupt = 2;
    private const int NotStarted = 78;

    // What it takes to exceed the longest limit, and a line behind it.
    private const int MostBytes = CaseLayout.HeaderLength + CaseLayout.LongLimit + 72;

    /// <summary>How long an input may run.</summary>
    internal const int TimeoutSeconds = 10;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(TimeoutSeconds + 5);

    private readonly SessionOrder _order;
    private readonly string _corpus;
    private readonly string _countFile = Path.GetTempFileName();
    private readonly int _filesBefore;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private long? _endedAt;
    private readonly List<(Process Process, FuzzerOutput Output, Task Reading)> _jobs = [];

    /// <summary>Prepares the folders.</summary>
    public FuzzSession(SessionOrder order, FuzzFolders folders)
    {
        _order = order;
        Folders = folders;
        _corpus = order.FromEmpty ? folders.EmptyCorpus() : folders.CorpusOf(Name);
        _filesBefore = Directory.GetFiles(_corpus).Length;
        File.WriteAllBytes(_countFile, new byte[sizeof(long)]);
    }

    /// <summary>The target's name, with the framer's if it is not the library's.</summary>
    public string Name => _order.Framer is null ? _order.Target : $"{_order.Target}-{_order.Framer}";

    /// <summary>Where it reads and writes.</summary>
    public FuzzFolders Folders { get; }

    /// <summary>The time that was spent fuzzing: since the first process had read the corpus.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(
        _jobs.Min(job => job.Output.BegunAt) ?? _startedAt, _endedAt ?? Stopwatch.GetTimestamp());

    /// <summary>How many inputs were run.</summary>
    public long Executions => BitConverter.ToInt64(File.ReadAllBytes(_countFile));

    /// <summary>How many inputs were added to the local corpus.</summary>
    public int NewInputs => Directory.GetFiles(_corpus).Length - _filesBefore;

    /// <summary>The process that knows most.</summary>
    public FuzzerOutput Best => _jobs.MaxBy(job => job.Output.Reached).Output;

    /// <summary>The output of the process that found something, or that failed; null if none did.</summary>
    public FuzzerOutput? Finding { get; private set; }

    /// <summary>Fuzzes.</summary>
    /// <param name="program">The native program with libFuzzer in it.</param>
    /// <param name="tick">Called about once a second.</param>
    /// <param name="ending">Ends the session early.</param>
    /// <exception cref="FuzzRefusedException">It cannot start.</exception>
    public void Run(HostProgram program, Action tick, CancellationToken ending)
    {
        for (int i = 0; i < _order.Jobs; i++)
        {
            Process process = Process.Start(StartInfo(program))!;
            FuzzerOutput output = new();
            _jobs.Add((process, output, Task.Run(() => ReadAll(process, output), CancellationToken.None)));
        }

        bool isInterrupted = false;
        Task reading = Task.WhenAll(_jobs.Select(job => job.Reading));
        while (!reading.Wait(TimeSpan.FromSeconds(0.1), CancellationToken.None))
        {
            // libFuzzer looks at its clock only now and then, and not while an input runs.
            bool isOver = ending.IsCancellationRequested || _jobs.Exists(job => job.Output.Misunderstood is not null) || _jobs.Exists(job => job.Process.HasExited)
                || (_order.Seconds is { } seconds && Elapsed > TimeSpan.FromSeconds(seconds) + Grace);
            if (isOver && !isInterrupted)
            {
                isInterrupted = true;
                _jobs.ForEach(job => _ = Kill(job.Process.Id, Interrupt));
            }

            tick();
        }

        _endedAt = Stopwatch.GetTimestamp();
        _jobs.ForEach(job => job.Process.WaitForExit());
        Finding = _jobs.Find(job => job.Output.Artifact is not null).Output;
        ThrowIfNotBegun(isInterrupted);
    }

    /// <summary>Whether the input that was found ends the process when it is run once more, alone.</summary>
    /// <param name="program">The native program with libFuzzer in it.</param>
    public bool FindingReplays(HostProgram program)
    {
        ProcessStartInfo start = StartInfo(program);
        start.ArgumentList.RemoveAt(0);
        start.ArgumentList.Insert(0, Finding!.Artifact!);
        start.ArgumentList.Add($"-artifact_prefix={_corpus}/");
        using Process process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode is not 0 and not NotStarted;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _jobs.ForEach(job => job.Process.Dispose());
        File.Delete(_countFile);
        if (_order.FromEmpty)
        {
            Directory.Delete(_corpus, recursive: true);
        }
    }

    private ProcessStartInfo StartInfo(HostProgram program)
    {
        List<string> arguments = [_corpus];
        if (!_order.FromEmpty && (_order.Own is null ? Folders.SeedsOf(_order.Target) : _order.Seeds) is { } seeds)
        {
            arguments.Add(seeds);
        }

        arguments.Add($"-artifact_prefix={Folders.FindingsOf(Name)}/");
        if ((_order.Own is null ? Folders.WriteDictionary() : _order.Dictionary) is { } dictionary)
        {
            arguments.Add($"-dict={dictionary}");
        }

        if (_order.Own is null)
        {
            arguments.Add($"-max_len={MostBytes}");
        }

        arguments.Add($"-timeout={TimeoutSeconds}");
        if (_order.Seconds is { } seconds)
        {
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"-max_total_time={Math.Max((int)seconds, 1)}"));
        }

        arguments.AddRange(_order.Flags);
        ProcessStartInfo start = program.Start(_order.Target, _order.Framer, Folders.Root, arguments);
        start.RedirectStandardError = true;
        start.Environment["LINEFRAMING_FUZZ_COUNT"] = _countFile;
        _order.Own?.WriteTo(start.Environment);
        return start;
    }

    private void ThrowIfNotBegun(bool isInterrupted)
    {
        foreach ((Process process, FuzzerOutput output, _) in _jobs)
        {
            if (output.Misunderstood is { } flag)
            {
                throw new FuzzRefusedException($"libFuzzer has no flag {flag}; -- -help=1 lists them.");
            }

            if (process.ExitCode == NotStarted || (output.BegunAt is null && Finding is null && !isInterrupted))
            {
                throw new FuzzRefusedException(string.Join(Environment.NewLine, output.Remarks.DefaultIfEmpty("The fuzzing host ended at once.")));
            }
        }
    }

    private static void ReadAll(Process process, FuzzerOutput output)
    {
        while (process.StandardError.ReadLine() is { } line)
        {
            output.Read(line);
        }
    }

    // What .NET has for this, Process.Kill, would leave libFuzzer no time to end.
    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}

using System.CommandLine;
using System.Diagnostics;

namespace LineFraming.Benchmarks;

/// <summary>
/// Keeps one core busy from a process of its own, like another program on the machine: its processor time counts neither for
/// the server nor for the generator.
/// </summary>
internal sealed class BusyCore : IDisposable
{
    /// <summary>The command that it runs; <c>load</c> starts it, and the help does not name it.</summary>
    public const string Name = "busy-core";

    private readonly Process _process;

    /// <summary>Begins.</summary>
    public BusyCore()
    {
        ProcessStartInfo start = BenchmarkCommandLine.Self(Name);
        start.RedirectStandardInput = true;
        _process = Process.Start(start) ?? throw new LoadFailedException($"Cannot start {start.FileName}.");
    }

    /// <summary>The processor time that it has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>
    /// Makes the command. It ends at the end of standard input, so that it does not outlive the program that started it.
    /// </summary>
    public static Command Create(TextReader input)
    {
        Command command = new(Name, "Keeps one core busy until the end of standard input.") { Hidden = true };
        command.SetAction(_ =>
        {
            Task<string> end = Task.Run(input.ReadToEnd);
            while (!end.IsCompleted)
            {
                Thread.SpinWait(1000);
            }
        });
        return command;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}

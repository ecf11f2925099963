using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace LineFraming.Probe;

/// <summary>A planted server in a process of its own, which runs this program.</summary>
internal sealed class PlantedProcess : IDisposable
{
    private const string Dotnet = "dotnet";

    private readonly Process _process;

    private PlantedProcess(Process process) => _process = process;

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    private static string Library { get; } = Path.Combine(AppContext.BaseDirectory, "LineFramer.Probe.dll");

    // The native executable is the only file of the program.
    private static bool IsOwnProgram =>
        !File.Exists(Library) || Assembly.GetEntryAssembly() == typeof(PlantedProcess).Assembly;

    /// <summary>Starts it.</summary>
    /// <exception cref="ConversationException">It cannot be started.</exception>
    public static PlantedProcess Start(string name) => Start(
        name, Program(Environment.ProcessPath!, IsOwnProgram, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")));

    /// <summary>Starts it with the words that run this program.</summary>
    /// <exception cref="ConversationException">It cannot be started.</exception>
    public static PlantedProcess Start(string name, IReadOnlyList<string> program)
    {
        ProcessStartInfo start = new(program[0], [.. program.Skip(1), "planted", name]) { RedirectStandardOutput = true };
        try
        {
            return new(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new ConversationException($"the planted server cannot be started: {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>
    /// The words that run this program once more. An executable of its own, which <paramref name="isOwn"/> says, needs no
    /// "dotnet" that can be found. Where "dotnet" or the host of tests runs it, it is given to the runtime.
    /// </summary>
    public static IReadOnlyList<string> Program(string path, bool isOwn, string? runtime)
    {
        bool isRuntime = Path.GetFileNameWithoutExtension(path) == Dotnet;
        return isOwn && !isRuntime ? [path]
            : [runtime is { Length: > 0 } ? runtime : isRuntime ? path : Dotnet, Library];
    }

    /// <summary>Waits until the server listens, and returns its address.</summary>
    /// <exception cref="ConversationException">It has ended.</exception>
    public async Task<string> ListensAsync(CancellationToken stop)
    {
        string line = await _process.StandardOutput.ReadLineAsync(stop) ?? throw new ConversationException("the planted server has ended");
        return line.Split(' ')[2].TrimEnd(':');
    }

    /// <summary>Ends it at once.</summary>
    public void Kill() => _process.Kill();

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}

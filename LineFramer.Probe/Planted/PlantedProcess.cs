using System.Diagnostics;

namespace LineFraming.Probe;

/// <summary>A planted server in a process of its own, which runs this program.</summary>
internal sealed class PlantedProcess : IDisposable
{
    private readonly Process _process;

    private PlantedProcess(Process process) => _process = process;

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it.</summary>
    public static PlantedProcess Start(string name)
    {
        // The native executable is the program itself; elsewhere the runtime is given this assembly.
        string assembly = Path.Combine(AppContext.BaseDirectory, "LineFramer.Probe.dll");
        ProcessStartInfo start = new(File.Exists(assembly) ? Runtime() : Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (File.Exists(assembly))
        {
            start.ArgumentList.Add(assembly);
        }

        start.ArgumentList.Add("planted");
        start.ArgumentList.Add(name);
        return new(Process.Start(start)!);
    }

    /// <summary>Waits until the server listens, and returns its address.</summary>
    public async Task<string> ListensAsync()
    {
        string line = await _process.StandardOutput.ReadLineAsync() ?? throw new IOException("the planted server has ended");
        return line.Split(' ')[2].TrimEnd(':');
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Runtime() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath!
        : "dotnet";
}

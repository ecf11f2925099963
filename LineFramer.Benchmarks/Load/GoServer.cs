using System.ComponentModel;
using System.Diagnostics;

namespace LineFraming.Benchmarks;

/// <summary>The same chat server written in Go, built from the source beside this file.</summary>
internal sealed class GoServer
{
    private readonly string _program;

    private GoServer(string program, string version)
    {
        _program = program;
        Version = version;
    }

    /// <summary>What Go says it is.</summary>
    public string Version { get; }

    /// <summary>Builds it.</summary>
    /// <param name="root">The checkout.</param>
    /// <exception cref="LoadFailedException">There is no Go, or it does not build.</exception>
    public static GoServer Build(string root)
    {
        string source = Path.Combine(root, "LineFramer.Benchmarks", "Load", "go");
        string program = Path.Combine(Directory.CreateDirectory(Path.Combine(root, "artifacts", "load")).FullName, "chat-go");
        string version = Run(source, "version").Trim();
        Run(source, "build", "-o", program, ".");
        return new GoServer(program, version);
    }

    /// <summary>Starts it.</summary>
    public ServerUnderLoad Start() => ServerUnderLoad.Start(LoadReport.Go, _program);

    private static string Run(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("go", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process go = Process.Start(start)!;
            Task<string> error = go.StandardError.ReadToEndAsync();
            string output = go.StandardOutput.ReadToEnd();
            go.WaitForExit();
            return go.ExitCode == 0
                ? output
                : throw new LoadFailedException($"\"go {string.Join(' ', arguments)}\" failed: {error.Result.Trim()}");
        }
        catch (Win32Exception)
        {
            throw new LoadFailedException("--against-go needs Go, and \"go\" is not on the path: install it, on Debian with apt-get install golang-go.");
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace LineFraming.Benchmarks;

/// <summary>
/// A chat server to compare with, built from the source in a folder beside this file. Its version is what its compiler
/// reports, null for the runtime that the report names anyway.
/// </summary>
internal sealed record BuiltServer(string Name, string? Version, string[] Program)
{
    /// <summary>Builds the server written in Go.</summary>
    /// <exception cref="LoadFailedException">There is no Go, or it does not build.</exception>
    public static BuiltServer Go(string root)
    {
        string program = Path.Combine(Output(root), "chat-go");
        string version = Run(root, "go", "version").Trim();
        Run(root, "go", "build", "-o", program, ".");
        return new(LoadReport.Go, version, [program]);
    }

    /// <summary>Builds the handler of connections under Kestrel.</summary>
    /// <exception cref="LoadFailedException">It does not build.</exception>
    public static BuiltServer Kestrel(string root)
    {
        string folder = Path.Combine(Output(root), "kestrel");
        Run(root, "kestrel", "build", "-c", "Release", "-nodeReuse:false", "-o", folder);
        return new(LoadReport.Kestrel, null, [BenchmarkCommandLine.DotNet, Path.Combine(folder, "KestrelServer.dll")]);
    }

    private static string Output(string root) => Directory.CreateDirectory(Path.Combine(root, "artifacts", "load")).FullName;

    private static string Run(string root, string folder, params string[] arguments)
    {
        string compiler = folder == "go" ? "go" : BenchmarkCommandLine.DotNet;
        ProcessStartInfo start = new(compiler, arguments)
        {
            WorkingDirectory = Path.Combine(root, "LineFramer.Benchmarks", "Load", folder),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? output
                : throw new LoadFailedException($"\"{compiler} {string.Join(' ', arguments)}\" failed: {(error.Result + output).Trim()}");
        }
        catch (Win32Exception)
        {
            throw new LoadFailedException(
                $"--against-{folder} needs \"{compiler}\", which is not on the path; Go is installed on Debian with apt-get "
                + "install golang-go.");
        }
    }
}

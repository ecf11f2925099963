using System.Diagnostics;
using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>A server that <c>load</c> measures.</summary>
internal sealed record LoadServer(string Name, Func<ServerUnderLoad> Start)
{
    // Twice the maximum, because the server may not have closed all connections of one round when those of the next come.
    private static readonly string MaxConnections = (2 * LoadShape.MaxConnections).ToString(CultureInfo.InvariantCulture);

    /// <summary>The server that was built with this program.</summary>
    public static LoadServer Ours { get; } = new(LoadReport.Ours, () => ServerUnderLoad.StartOurs("--max-connections", MaxConnections));

    /// <summary>A server to compare with.</summary>
    public static LoadServer Of(BuiltServer built) =>
        new(built.Name, () => ServerUnderLoad.Start(built.Name, new ProcessStartInfo(built.Program[0], built.Program[1..])));

    /// <summary>The server as it is published.</summary>
    /// <exception cref="LoadFailedException">There is no such file.</exception>
    public static LoadServer Native(string program)
    {
        string path = Path.GetFullPath(program);
        return File.Exists(path)
            ? new(LoadReport.Native, () => ServerUnderLoad.Start(
                LoadReport.Native, new ProcessStartInfo(path, ["--host", "127.0.0.1", "--port", "0", "--max-connections", MaxConnections])))
            : throw new LoadFailedException(
                $"--against-native \"{program}\" is no file. Publish it first: docs/server says how.", BenchmarkCommandLine.Invalid);
    }
}

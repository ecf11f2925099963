using System.Text.Json;

namespace LineFraming.Benchmarks;

/// <summary>The results of a run of <c>load</c>, as the file contains them.</summary>
internal sealed record LoadReport
{
    /// <summary>What this project's server is called in it.</summary>
    public const string Ours = "LineFramer";

    /// <summary>What the server written in Go is called in it.</summary>
    public const string Go = "Go bufio";

    /// <summary>What a plain handler of connections under Kestrel is called in it.</summary>
    public const string Kestrel = "Kestrel handler";

    /// <summary>What this project's server is called in it when it is published as native code.</summary>
    public const string Native = "LineFramer, native";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The runtime, and Go's where it took part.</summary>
    public required IReadOnlyList<string> Runtimes { get; init; }

    /// <summary>The processor.</summary>
    public string Machine { get; init; } = "";

    /// <summary>Whether another process kept one core busy meanwhile.</summary>
    public bool IsBusy { get; init; }

    /// <summary>How many processors server and generator shared.</summary>
    public required int Processors { get; init; }

    /// <summary>How many rounds each server ran for each shape, in turns.</summary>
    public required int Rounds { get; init; }

    /// <summary>How long a round counted.</summary>
    public required double Seconds { get; init; }

    /// <summary>A server and a shape each.</summary>
    public IReadOnlyList<LoadResult> Shapes { get; init; } = [];

    /// <summary>Idle connections; null if they were not measured.</summary>
    public IdleResult? Idle { get; init; }

    /// <summary>Connections that each send a line a second; null if they were not measured.</summary>
    public TickingResult? Ticking { get; init; }

    /// <summary>
    /// Why the file cannot be written; null if it can. To be asked before a run, so that minutes of measuring are not lost.
    /// </summary>
    public static string? WhyNotWritten(string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            bool isNew = !File.Exists(file);
            File.Open(file, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            if (isNew)
            {
                File.Delete(file);
            }

            return null;
        }
        catch (Exception failure) when (failure is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }

    /// <summary>Writes the file, and its folder if there is none.</summary>
    public void Write(string file)
    {
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        File.WriteAllText(file, JsonSerializer.Serialize(this, Json) + "\n");
    }

    /// <summary>Reads a file that <see cref="Write"/> wrote.</summary>
    /// <exception cref="LoadFailedException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LoadReport Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<LoadReport>(File.ReadAllText(file), Json)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new LoadFailedException($"{file} is not what load writes: {e.Message}", BenchmarkCommandLine.Invalid);
        }
    }
}

using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>Nanoseconds a line by length of line, for the framer and its alternatives.</summary>
internal static class LineLengths
{
    /// <summary>The first line of the file.</summary>
    public const string Header = "mean length,loop,ns a line";

    /// <summary>Begins a line that is no measurement: the first names the machine.</summary>
    private const string Comment = "# ";

    private const int TotalBytes = 32 << 20;

    private const int ChunkSize = 64 << 10;

    private static readonly int[] MeanLengths = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 16384, 65536];

    /// <summary>Measures every length, prints a line for each, and writes the measurements to a file.</summary>
    public static void Measure(string file, TextWriter output)
    {
        LineFramer framer = new(LineDelimiter.CrLf, 1 << 20);

        // Loops that allocate strings race separately, because their garbage is collected while others run.
        (string Name, Func<LineInput, Tally> Run)[][] races =
        [
            [
                ("LineFramer", input => LineLoops.Framer(framer, input.Chunks)),
                ("SequenceReader.TryReadTo", input => LineLoops.TryReadTo(input.Chunks)),
                ("IndexOf over one buffer", input => LineLoops.IndexOf(input.Bytes)),
            ],
            [("StreamReader.ReadLine", input => LineLoops.ReadLine(input.Bytes, ChunkSize))],
        ];

        // Code that the JIT compiles once must not be optimised for the first length only.
        foreach (int meanLength in MeanLengths)
        {
            LineInput warm = new(meanLength, 1 << 20, ChunkSize);
            _ = new Race([.. races.SelectMany(loops => loops).Select(loop => (loop.Run, warm))]);
        }

        output.WriteLine(Machine.Description);
        using StreamWriter csv = new(file);
        csv.WriteLine(Comment + Machine.Description);
        csv.WriteLine(Header);
        foreach (int meanLength in MeanLengths)
        {
            LineInput input = new(meanLength, TotalBytes, ChunkSize);
            output.WriteLine($"lines of {meanLength}");
            foreach ((string Name, Func<LineInput, Tally> Run)[] loops in races)
            {
                Race race = new([.. loops.Select(loop => (loop.Run, input))]);
                for (int i = 0; i < loops.Length; i++)
                {
                    double nanoseconds = race.NanosecondsPerByte(i) * input.Bytes.Length / input.Tally.Lines;
                    string text = nanoseconds.ToString("F2", CultureInfo.InvariantCulture);
                    csv.WriteLine($"{meanLength},{loops[i].Name},{text}");
                    output.WriteLine($"  {loops[i].Name,-26} {text,12} ns a line");
                }
            }
        }
    }

    /// <summary>The machine on which <see cref="Measure"/> wrote a file.</summary>
    public static string MachineOf(string file) =>
        File.Exists(file) && File.ReadLines(file).FirstOrDefault() is { } first && first.StartsWith(Comment, StringComparison.Ordinal)
            ? first[Comment.Length..]
            : "machine not recorded";

    /// <summary>Reads what <see cref="Measure"/> wrote.</summary>
    /// <exception cref="LoadFailedException">It is not there, or is none of these.</exception>
    public static IReadOnlyList<(int MeanLength, string Loop, double Nanoseconds)> Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new LoadFailedException($"There is no {file} to draw: lengths writes it.", BenchmarkCommandLine.Invalid);
        }

        List<(int MeanLength, string Loop, double Nanoseconds)> rows = [];
        foreach (string line in File.ReadLines(file).Where(line => line != Header && !line.StartsWith(Comment, StringComparison.Ordinal)))
        {
            string[] cells = line.Split(',');
            if (cells.Length != 3
                || !int.TryParse(cells[0], CultureInfo.InvariantCulture, out int meanLength)
                || !double.TryParse(cells[2], CultureInfo.InvariantCulture, out double nanoseconds)
                || !(meanLength > 0 && nanoseconds > 0))
            {
                throw new LoadFailedException(
                    $"{file} has a line \"{line}\"; a line is a length above 0, a loop, and nanoseconds above 0.",
                    BenchmarkCommandLine.Invalid);
            }

            rows.Add((meanLength, cells[1], nanoseconds));
        }

        return rows.Count > 0 ? rows : throw new LoadFailedException($"{file} has nothing to draw.", BenchmarkCommandLine.Invalid);
    }
}

// Compares the framer with the reference framer on the vectors of the processor that it runs on, without a test runner: for one
// that is emulated, where a test run would take hours. Random cases and every short stream; what was tried is printed, a
// difference is exit code 1.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LineFraming.Arm64Check;
using LineFraming.Fuzz;
using LineFraming.Testing;

const int Cases = 3000;
const int LongestShortStream = 4;

long start = Stopwatch.GetTimestamp();
int width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
Console.WriteLine($"{RuntimeInformation.ProcessArchitecture}, vectors of {width} bits");

CaseRuns runs = new();
VectorCases random = new();
long bytes = 0;
long lines = 0;
for (int i = 0; i < Cases; i++)
{
    FramerCase input = random.Next();
    try
    {
        runs.Check(options => new RealFramer(options), input.View);
    }
    catch (PropertyViolatedException violated)
    {
        Console.Error.WriteLine($"Case {i}, {input}: {violated.Message}");
        return 1;
    }

    LineFraming.Testing.EventLog log = new();
    ReferenceFramer.Read(input.Stream, input.IsEnded, input.Options, log);
    bytes += input.Stream.Length;
    lines += log.Count;
}

Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{Cases:N0} random cases, {lines:N0} lines and pieces in {bytes:N0} bytes, whole, in chunks and byte by byte, "
    + $"equal the reference framer ({Elapsed()} s)"));

long chunkings = 0;
foreach (FramerOptions options in SmallScope.AllOptions)
{
    SmallScopeResult result = SmallScope.Run(each => new RealFramer(each), options, LongestShortStream);
    if (result.Counterexample is { } counterexample)
    {
        Console.Error.WriteLine($"{counterexample}: {result.Failure}");
        return 1;
    }

    chunkings += result.Chunkings;
}

Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"every stream of up to {LongestShortStream} bytes over three letters for {SmallScope.AllOptions.Count} settings, "
    + $"{chunkings:N0} chunkings, equals it too ({Elapsed()} s)"));
return 0;

double Elapsed() => Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds);

using BenchmarkDotNet.Running;
using LineFraming.Benchmarks;

// The short mode, ratios against targets in under three minutes: dotnet run -c Release --project LineFramer.Benchmarks -- ratios
// Otherwise all of BenchmarkDotNet's options, e.g.: --job short --filter '*'. Without any, everything runs, for the record.
if (args is ["ratios"])
{
    Ratios.Print();
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(LineLengthBenchmarks).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args);
}

using BenchmarkDotNet.Running;
using LineFraming.Benchmarks;

// All of BenchmarkDotNet's options, e.g.: dotnet run -c Release --project LineFramer.Benchmarks -- --job short --filter '*'
// Without any, everything runs.
BenchmarkSwitcher.FromAssembly(typeof(LineLengthBenchmarks).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args);

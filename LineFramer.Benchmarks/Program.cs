using BenchmarkDotNet.Running;
using LineFraming.Benchmarks;

// The short mode, ratios against targets in under three minutes: dotnet run -c Release --project LineFramer.Benchmarks -- ratios
// The server under load, compared with one in Go, and under faults: -- load, -- load-plot and -- soak, each with --help.
// Otherwise all of BenchmarkDotNet's options, e.g.: --job short --filter '*'. Without any, everything runs, for the record.
if (args is ["ratios"])
{
    Ratios.Print();
}
else if (LoadCommandLine.IsFor(args))
{
    return await LoadCommandLine.RunAsync(args, Console.Out, Console.Error);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(LineLengthBenchmarks).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args);
}

return 0;

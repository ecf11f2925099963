using BenchmarkDotNet.Running;
using LineFraming.Benchmarks;

// Some commands of its own, each with --help: ratios, cold, rules, properties, targets, lengths, plot, profile; load,
// load-plot, load-tables and soak. Otherwise all of BenchmarkDotNet's options, e.g.: --job short --filter '*'. Without any,
// everything runs, for the record.
if (BenchmarkCommandLine.IsFor(args))
{
    return await BenchmarkCommandLine.RunAsync(args, Console.Out, Console.Error);
}

BenchmarkSwitcher.FromAssembly(typeof(LineLengthBenchmarks).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args);
return 0;

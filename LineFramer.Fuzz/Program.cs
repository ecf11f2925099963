using LineFraming.Fuzz;
var watch = System.Diagnostics.Stopwatch.StartNew();
long n = 0;
Parallel.ForEach(SmallScope.AllOptions, o => {
    var r = SmallScope.Run(x => new RealFramer(x), o);
    Interlocked.Add(ref n, r.Chunkings);
    if (r.Counterexample != null) { Console.WriteLine(r.Counterexample); Console.WriteLine(r.Failure); }
});
Console.WriteLine($"{n} {watch.Elapsed}");
return 0;

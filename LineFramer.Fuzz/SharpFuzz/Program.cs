// The program that SharpFuzz's libFuzzer driver starts; the driver passes the environment on.
using LineFraming.Fuzz;
using SharpFuzz;

string? name = Environment.GetEnvironmentVariable(EngineEntry.TargetVariable);
if (FuzzTarget.All.FirstOrDefault(known => known.Name == name) is not { } target)
{
    Console.Error.WriteLine($"{EngineEntry.TargetVariable} is not set to a target, which are {string.Join(", ", FuzzTarget.All.Select(known => known.Name))}.");
    return 2;
}

Fuzzer.LibFuzzer.Run(span => target.Run(span));
return 0;

// The program that SharpFuzz's libFuzzer driver starts; the driver passes the environment on.
using LineFraming.Fuzz;
using SharpFuzz;

const string TargetVariable = "LINEFRAMING_FUZZ_TARGET";
string? name = Environment.GetEnvironmentVariable(TargetVariable);
if (LineTarget.All.FirstOrDefault(known => known.Name == name) is not { } target)
{
    Console.Error.WriteLine($"{TargetVariable} is not set to a target, which are {string.Join(", ", LineTarget.All.Select(known => known.Name))}.");
    return 2;
}

Fuzzer.LibFuzzer.Run(span => target.Run(span));
return 0;

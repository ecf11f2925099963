using LineFraming.Fuzz;

// Somebody may have instrumented the library in this folder with SharpFuzz's own tool, and it counts from its first call on.
SpareMap.Use();
return FuzzCommandLine.Run(args, Console.Out, Console.Error);

using LineFraming.Fuzz;

// A user may have instrumented the library in this folder with SharpFuzz's tool; instrumented code needs a map from its first call.
SpareMap.Use();
return FuzzCommandLine.Run(args, Console.Out, Console.Error);

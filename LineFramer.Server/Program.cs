using LineFraming.Server;

return await ServerCommandLine.RunAsync(
    args, StandardStreams.OfProcess(), Environment.GetEnvironmentVariable, SocketThreads.Use, CancellationToken.None);

using LineFraming.Server;

return await ServerCommandLine.RunAsync(args, StandardStreams.OfProcess(), CancellationToken.None);

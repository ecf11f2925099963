using LineFraming.Server;

return await ServerCommandLine.RunAsync(args, protocol: null);

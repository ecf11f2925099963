using LineFraming.Probe;

return await ProbeCommandLine.RunAsync(args);

using System.ComponentModel;
using System.Diagnostics;

namespace LineFraming.Benchmarks;

/// <summary>A fresh process of this program, for one pass. It has the environment of this one, and so the runtime's switches.</summary>
internal static class ColdProcess
{
    /// <summary>Runs a pass.</summary>
    /// <exception cref="LoadFailedException">The process does not start, fails, or prints no time.</exception>
    public static Task<ColdTimes> MeasureAsync(string reader, string shape, CancellationToken stop) => MeasureAsync(
        new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [typeof(ColdPass).Assembly.Location, ColdPass.Name, reader, shape]),
        $"{shape} with {reader}",
        stop);

    /// <summary>Runs a process that prints <see cref="ColdTimes"/>.</summary>
    /// <exception cref="LoadFailedException">The process does not start, fails, or prints no time.</exception>
    public static async Task<ColdTimes> MeasureAsync(ProcessStartInfo start, string name, CancellationToken stop)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process process = Start(start, name);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(stop);
            string errors = await process.StandardError.ReadToEndAsync(stop);
            string printed = (await output).Trim();
            await process.WaitForExitAsync(stop);
            if (process.ExitCode != 0)
            {
                throw new LoadFailedException($"The process for {name} ended with exit code {process.ExitCode}: {FirstLine(errors)}");
            }

            return ColdTimes.Parse(printed) ?? throw new LoadFailedException(
                $"The process for {name} printed \"{FirstLine(printed)}\" in place of two numbers of nanoseconds.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private static Process Start(ProcessStartInfo start, string name)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new LoadFailedException($"The process for {name} does not start: {e.Message}");
        }
    }

    private static string FirstLine(string text) =>
        text.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0, "nothing");
}

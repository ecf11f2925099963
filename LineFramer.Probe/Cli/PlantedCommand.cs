using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;

namespace LineFraming.Probe;

/// <summary>Runs a planted server, so that the probe can be tried on it.</summary>
internal static class PlantedCommand
{
    /// <summary>The command.</summary>
    public static Command Of(TextWriter output)
    {
        Argument<string> name = new("NAME") { Description = "Its name; without one, all are listed.", Arity = ArgumentArity.ZeroOrOne };
        Option<string> port = new("--port")
        {
            Description = "The port of 127.0.0.1 to listen on; 0 takes a free one. [default: 0]",
            HelpName = "PORT",
        };
        Command command = new(
            "planted", "Runs a planted server: the chat protocol with one known bug, until it is interrupted.") { name, port };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(name), parsed.GetValue(port) ?? "0", output, stop));
        return command;
    }

    private static async Task<int> RunAsync(string? name, string portText, TextWriter output, CancellationToken stop)
    {
        if (name is null)
        {
            foreach (Planted known in PlantedGallery.All)
            {
                output.WriteLine($"{known.Name,-30} {known.Caught,-11} {known.History}");
            }

            return ExitCodes.Passed;
        }

        Planted planted = PlantedGallery.Named(name)
            ?? throw new FormatException($"\"{name}\" is no planted server; \"lineframer-probe planted\" lists them.");
        if (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port > ushort.MaxValue)
        {
            throw new FormatException($"--port \"{portText}\" is not a number from 0 to {ushort.MaxValue}.");
        }

        PlantedServer server;
        try
        {
            server = new(planted, port);
        }
        catch (SocketException e)
        {
            throw new FormatException($"--port \"{port}\" cannot be listened on: {e.Message.TrimEnd('.')}.");
        }

        await using (server)
        {
            output.WriteLine($"Listening on {server.EndPoint}: {planted.Name}");
            await output.FlushAsync(CancellationToken.None);
            try
            {
                await Task.Delay(Timeout.Infinite, stop);
            }
            catch (OperationCanceledException)
            {
                // It runs until a signal.
            }
        }

        return ExitCodes.Passed;
    }
}

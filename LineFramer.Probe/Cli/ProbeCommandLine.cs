using System.CommandLine;
using System.CommandLine.Invocation;
using System.Net.Sockets;
using System.Text;

namespace LineFraming.Probe;

/// <summary>
/// The program. What went wrong is one line on standard error; the exit code is 0 when nothing failed, 1 when something
/// did, 2 for an invalid command line, and 3 for a server that is not there or not the one described.
/// </summary>
internal static class ProbeCommandLine
{
    /// <summary>Runs the program with the streams of this process.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        StreamWriter output = new(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        TextWriter? progress = Console.IsErrorRedirected ? null : Console.Error;
        try
        {
            return await RunAsync(arguments, output, Console.Error, progress);
        }
        finally
        {
            try
            {
                await output.DisposeAsync();
            }
            catch (IOException)
            {
                // The output has failed before, and that was reported.
            }
        }
    }

    /// <summary>Runs the program.</summary>
    public static async Task<int> RunAsync(
        string[] arguments, TextWriter output, TextWriter error, TextWriter? progress = null, Timing? timing = null)
    {
        RootCommand root = new ProbeCommand(output, progress, timing).Command;
        ParseResult parsed = root.Parse(arguments, new() { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            return Fail(error, $"{parsed.Errors[0].Message} See --help.", ExitCodes.Invalid);
        }

        try
        {
            int code = await parsed.InvokeAsync(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false });
            await output.FlushAsync();
            return code;
        }
        catch (FormatException e)
        {
            return Fail(error, $"{e.Message} See --help.", ExitCodes.Invalid);
        }
        catch (DescriptionException e)
        {
            return Fail(error, e.Message, ExitCodes.Invalid);
        }
        catch (ConversationException e)
        {
            return Fail(error, e.Message, ExitCodes.NotDescribed);
        }
        catch (SocketException e)
        {
            // As when the planted servers of the self-test need more descriptors than there are.
            return Fail(error, $"A socket cannot be opened: {e.Message.TrimEnd('.')}.", ExitCodes.Failed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(error, $"The output cannot be written: {e.Message.TrimEnd('.')}.", ExitCodes.Failed);
        }
    }

    // An error is one line. It quotes what the user typed or a server sent, which may contain line ends.
    private static int Fail(TextWriter error, string message, int exitCode)
    {
        StringBuilder line = new();
        foreach (char c in message)
        {
            line.Append(char.IsControl(c) ? $@"\x{(int)c:x2}" : c.ToString());
        }

        try
        {
            error.WriteLine($"{line}");
        }
        catch (IOException)
        {
            // Standard error cannot be written: only the exit code reports the failure.
        }

        return exitCode;
    }
}

using System.Text;

namespace LineFraming.Fuzz;

/// <summary>
/// The standard output of a command. If it is closed or a file on a full disk, the command ends with a line that says so instead
/// of a stack trace.
/// </summary>
internal sealed class StandardOutput(TextWriter to) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => to.Encoding;

    /// <summary>The number of columns of the terminal; null if the output is not a terminal.</summary>
    public int? Width => to == Console.Out && !Console.IsOutputRedirected ? WidthOfTerminal() : null;

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => to.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => to.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => to.Write(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => to.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Try(to.Flush);

    private static int? WidthOfTerminal()
    {
        try
        {
            return Console.WindowWidth is > 1 and int width ? width : null;
        }
        catch (Exception unknown) when (unknown is IOException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new OutputFailedException($"Standard output cannot be written: {unwritable.Message}");
        }
    }
}

/// <summary>Thrown when standard output cannot be written.</summary>
internal sealed class OutputFailedException(string message) : FuzzRejectedException(message);

/// <summary>The standard error of a command. If it cannot be written, only the exit code reports a problem.</summary>
internal sealed class StandardError(TextWriter to) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => to.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => to.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => to.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => to.Write(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => to.WriteLine(value));

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // There is no other place to report it.
        }
    }
}

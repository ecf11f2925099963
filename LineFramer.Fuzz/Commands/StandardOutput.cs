using System.Text;

namespace LineFraming.Fuzz;

/// <summary>
/// What a command prints to: it may be closed, or a file on a full disk. Then the command ends with a line that says so,
/// instead of a stack trace.
/// </summary>
internal sealed class StandardOutput(TextWriter to) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => to.Encoding;

    /// <summary>How many characters a line of the terminal has; null where a line cannot be renewed.</summary>
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
            throw new OutputGoneException($"Standard output cannot be written: {unwritable.Message}");
        }
    }
}

/// <summary>What a command has to show cannot be shown.</summary>
internal sealed class OutputGoneException(string message) : FuzzRejectedException(message);

/// <summary>Where a command reports trouble. If that cannot be written either, the exit code alone reports it.</summary>
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
            // There is nowhere left to report it.
        }
    }
}

namespace LineFraming.Server;

/// <summary>The three streams of a process, so that a test can run the command line in its own.</summary>
/// <param name="Input">Where the client takes its lines from: any bytes.</param>
/// <param name="Output">Where the listening line and the client's answers go: any bytes.</param>
/// <param name="Error">Where a failure is told, in one line.</param>
internal sealed record StandardStreams(Stream Input, Stream Output, TextWriter Error)
{
    /// <summary>Those of this process.</summary>
    public static StandardStreams OfProcess() =>
        new(Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error);
}

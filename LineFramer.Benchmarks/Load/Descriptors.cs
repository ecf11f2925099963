using System.Globalization;

namespace LineFraming.Benchmarks;

/// <summary>How many files and sockets this process may have open. The runtime takes as many as the hard limit allows.</summary>
internal static class Descriptors
{
    private const string Limits = "/proc/self/limits";

    // What the runtime and the server's own process have open besides connections.
    private const int Others = 300;

    /// <summary>Throws if the process may not have enough descriptors for so many connections.</summary>
    /// <exception cref="LoadFailedException">There are fewer.</exception>
    public static void ThrowIfFewerThan(int connections)
    {
        string? row = File.Exists(Limits)
            ? File.ReadLines(Limits).FirstOrDefault(row => row.StartsWith("Max open files", StringComparison.Ordinal))
            : null;
        int needed = connections + Others;
        if (row?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, _, string hard, ..]
            && int.TryParse(hard, CultureInfo.InvariantCulture, out int allowed)
            && allowed < needed)
        {
            throw new LoadFailedException(
                $"{connections} connections need {needed} descriptors, and this process may have {allowed}: raise the hard "
                + $"limit, as with ulimit -Hn {needed}.");
        }
    }
}

using System.Globalization;

namespace LineFraming.Probe;

/// <summary>The values of <c>--pid</c>: what each server's process is measured with.</summary>
internal static class ServerMeters
{
    private const string None = "-";

    /// <summary>A meter for each server, null where its process is not known.</summary>
    /// <exception cref="FormatException">A value is no process, or there are more or fewer than servers.</exception>
    public static ServerMeter?[] Of(string[] pids, int servers)
    {
        if (pids.Length == 0)
        {
            return new ServerMeter?[servers];
        }

        if (pids.Length != servers)
        {
            string processes = pids.Length == 1 ? "is one process" : $"is the last of {pids.Length} processes";
            string count = servers == 1 ? "there is 1 server" : $"there are {servers} servers";
            throw new FormatException(
                $"--pid \"{pids[^1]}\" {processes}, and {count}: give it once for each, {None} where it is not known, or leave it out.");
        }

        return [.. pids.Select(Of)];
    }

    private static ServerMeter? Of(string text)
    {
        if (text == None)
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) || pid < 1)
        {
            throw new FormatException($"--pid \"{text}\" is no number of a process.");
        }

        try
        {
            return new(pid);
        }
        catch (FormatException e)
        {
            throw new FormatException($"--pid \"{text}\" {e.Message}");
        }
    }
}

using System.Diagnostics;
using System.Globalization;

namespace LineFraming.FuzzEngine;

/// <summary>The command line and the environment of a session's processes.</summary>
internal sealed class SessionCommand(ISessionProgram program, SessionOrder order, SessionInputs inputs, FuzzFolders folders, string temporary)
{
    /// <summary>The file in which the processes count executions.</summary>
    public string CountFile { get; } = Path.Combine(temporary, "count");

    /// <summary>How to start a process of the session.</summary>
    public ProcessStartInfo StartInfo(TimeSpan? left = null)
    {
        List<string> arguments = [.. inputs.Folders];
        arguments.Add($"-artifact_prefix={folders.FindingsOf(order.Target)}/");
        if (folders.DictionaryOf(order.Target) is { } dictionary)
        {
            arguments.Add($"-dict={dictionary}");
        }

        if (inputs.MaxLength is { } length)
        {
            arguments.Add($"-max_len={length}");
        }

        arguments.Add($"-timeout={FuzzSession.TimeoutSeconds}");
        if ((left?.TotalSeconds ?? order.Seconds) is { } seconds)
        {
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"-max_total_time={Math.Max((int)seconds, 1)}"));
        }

        arguments.AddRange(order.Target.Flags);
        arguments.AddRange(order.Flags);
        ProcessStartInfo start = program.Start(order.Target, folders.Root, arguments, temporary);
        start.Environment["LINEFRAMING_FUZZ_COUNT"] = CountFile;
        start.Environment[KeptFindings.Variable] = order.KeepsGoing ? folders.FindingsOf(order.Target) : null;
        return start;
    }
}

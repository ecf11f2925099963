using System.Diagnostics;
using System.Globalization;

namespace LineFraming.FuzzEngine;

/// <summary>Makes the command line and the environment of a session's processes.</summary>
internal sealed class SessionCommand(
    ISessionProgram program, SessionOptions options, SessionInputs inputs, FuzzFolders folders, string temporary)
{
    private readonly string _dictionary = Path.Combine(temporary, "words.dict");
    private bool _hasWords;

    /// <summary>The file in which the processes count executions.</summary>
    public string CountFile { get; } = Path.Combine(temporary, "count");

    /// <summary>Makes the start information of a process of the session.</summary>
    public ProcessStartInfo StartInfo(TimeSpan? left = null)
    {
        List<string> arguments = [.. inputs.Folders];
        arguments.Add($"-artifact_prefix={folders.FindingsOf(options.Target)}/");
        WriteDictionary();
        if (_hasWords)
        {
            arguments.Add($"-dict={_dictionary}");
        }

        if (inputs.MaxLength is { } length)
        {
            arguments.Add($"-max_len={length}");
        }

        arguments.Add($"-timeout={FuzzSession.TimeoutSeconds}");
        if ((left?.TotalSeconds ?? options.Seconds) is { } seconds)
        {
            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"-max_total_time={Math.Max((int)seconds, 1)}"));
        }

        arguments.AddRange(options.Target.Flags);
        arguments.AddRange(options.Flags);
        ProcessStartInfo start = program.Start(options.Target, folders.Root, arguments, temporary);
        start.Environment["LINEFRAMING_FUZZ_COUNT"] = CountFile;
        start.Environment[FindingDeduplicator.Variable] = options.KeepsGoing ? folders.FindingsOf(options.Target) : null;
        return start;
    }

    // Written once, because a process that read it meanwhile would find it cut; again only if temporary folders were cleaned, which
    // a session of several days may outlive.
    private void WriteDictionary()
    {
        if (!File.Exists(_dictionary))
        {
            _hasWords = SessionDictionary.Write(_dictionary, options.Target);
        }
    }
}

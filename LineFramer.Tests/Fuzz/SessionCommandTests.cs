using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests the command lines of a session's processes.</summary>
public sealed class SessionCommandTests
{
    /// <summary>A process may be reading the dictionary when the session starts another one, or when another session starts.</summary>
    [LinuxFact]
    public void The_dictionary_of_a_session_is_written_once()
    {
        using FakeHost host = new();
        SessionOptions options = new(host.Target(0), null, 2, false, []);
        using SessionInputs inputs = new(options, host.Folders, null);
        using TestFolder temporary = new();
        using TestFolder ofAnother = new();
        SessionCommand command = new(host.Program, options, inputs, host.Folders, temporary.FullName);
        string dictionary = DictionaryOf(command);
        string written = File.ReadAllText(dictionary);
        Assert.NotEmpty(written);

        File.WriteAllText(dictionary, "as a process reads it");
        Assert.Equal(dictionary, DictionaryOf(command));
        Assert.Equal(written, File.ReadAllText(DictionaryOf(new(host.Program, options, inputs, host.Folders, ofAnother.FullName))));
        Assert.Equal("as a process reads it", File.ReadAllText(dictionary));

        // As a system that cleans its temporary folders does.
        File.Delete(dictionary);
        Assert.Equal(written, File.ReadAllText(DictionaryOf(command)));
    }

    private static string DictionaryOf(SessionCommand command)
    {
        const string Flag = "-dict=";
        return command.StartInfo().ArgumentList.Single(argument => argument.StartsWith(Flag, StringComparison.Ordinal))[Flag.Length..];
    }
}

using System.Text.RegularExpressions;

namespace LineFraming.Probe;

/// <summary>What a line from the server is, by the description.</summary>
internal enum ReplyKind
{
    /// <summary>It answers a command.</summary>
    Answer,

    /// <summary>It rejects one.</summary>
    Error,

    /// <summary>It says goodbye.</summary>
    Bye,

    /// <summary>Anything else: a line of a longer answer, a notice.</summary>
    Other,
}

/// <summary>A line from the server in Latin-1, and the tag of the command that it answers, if it has one.</summary>
internal sealed record Reply(ReplyKind Kind, string? Tag, string Text)
{
    /// <summary>Whether it answers or rejects a command.</summary>
    public bool IsVerdict => Kind is ReplyKind.Answer or ReplyKind.Error;

    /// <summary>Classifies a line.</summary>
    public static Reply Of(Description description, string line)
    {
        try
        {
            return description.Answer.Matches(line, out string? tag) ? new(ReplyKind.Answer, tag, line)
                : IsMatch(description.Error, line) ? new(ReplyKind.Error, null, line)
                : IsMatch(description.Bye, line) ? new(ReplyKind.Bye, null, line)
                : description.Echo is { } echo && line.StartsWith(echo, StringComparison.Ordinal) ? new(ReplyKind.Answer, null, line)
                : IsMatch(description.LongAnswer, line) ? new(ReplyKind.Answer, null, line)
                : new(ReplyKind.Other, null, line);
        }
        catch (RegexMatchTimeoutException)
        {
            return new(ReplyKind.Other, null, line);
        }
    }

    /// <summary>Whether a line matches a pattern of the description; one that takes too long does not.</summary>
    public static bool Matches(Regex pattern, string line)
    {
        try
        {
            return pattern.IsMatch(line);
        }
        catch (RegexMatchTimeoutException)
        {
            // The server chooses the line, so this is one more line that is not as described.
            return false;
        }
    }

    /// <summary>The same for a pattern with a tag, and the tag in the line.</summary>
    public static bool Matches(TaggedPattern pattern, string line, out string? tag)
    {
        try
        {
            return pattern.Matches(line, out tag);
        }
        catch (RegexMatchTimeoutException)
        {
            tag = null;
            return false;
        }
    }

    private static bool IsMatch(Regex? pattern, string line) => pattern?.IsMatch(line) == true;
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LineFraming.Probe;

/// <summary>
/// Reads a description: lines of <c>key: value</c>, framed by this project's framer. The value is everything after the colon,
/// without the spaces around it. A line that begins with <c>#</c> is a comment, and the first comment is the title. Blank lines
/// are ignored.
/// </summary>
internal sealed class DescriptionReader
{
    private const int MaxLine = 4096;
    private const int MaxBytes = 1 << 20;

    private static readonly string[] Repeatable = ["login", "ready", "block"];

    private static readonly Dictionary<string, DelimiterChoice> Delimiters = new(StringComparer.Ordinal)
    {
        ["crlf"] = DelimiterChoice.CrLf,
        ["lf"] = DelimiterChoice.Lf,
        ["crlf-or-lf"] = DelimiterChoice.CrLfOrLf,
        ["any"] = DelimiterChoice.AnyNewline,
        ["nul"] = DelimiterChoice.Nul,
    };

    private readonly string _file;
    private readonly Dictionary<string, Action<string>> _keys;

    // The number of the last line with each key.
    private readonly Dictionary<string, int> _seen = [];
    private readonly List<LoginStep> _login = [];
    private readonly List<ProtocolCommand> _block = [];
    private Description _description;
    private int _line;

    private DescriptionReader(string name, string file)
    {
        _file = file;
        _description = new() { Name = name, Ping = new(""), Answer = new("") };
        _keys = new(StringComparer.Ordinal)
        {
            ["greeting"] = value => _description = _description with { Greeting = Pattern(value) },
            ["prompt"] = value => _description = _description with { Prompt = Encoding.Latin1.GetString(Unescape(value)) },
            ["login"] = value => _login.Add(new(Command(value, "tag", "user", "password", "domain"), null)),
            ["ready"] = Ready,
            ["ping"] = value => _description = _description with { Ping = Command(value, "tag") },
            ["answer"] = value => _description = _description with { Answer = Tagged(value) },
            ["error"] = value => _description = _description with { Error = Pattern(value) },
            ["echo"] = value => _description = _description with { Echo = EchoOf(value) },
            ["long"] = value => _description = _description with { Long = Padded(value) },
            ["longanswer"] = value => _description = _description with { LongAnswer = Pattern(value) },
            ["bare"] = value => _description = _description with { Bare = Command(value, "domain") },
            ["fat"] = value => _description = _description with { Fat = Command(value, "tag") },
            ["quit"] = value => _description = _description with { Quit = Command(value, "tag") },
            ["bye"] = value => _description = _description with { Bye = Pattern(value) },
            ["starttls"] = value => _description = _description with { StartTls = Command(value, "tag") },
            ["go"] = value => _description = _description with { Go = Pattern(value) },
            ["block"] = value => _block.Add(Command(value, "tag", "user", "domain")),
            ["opened"] = value => _description = _description with { Opened = Pattern(value) },
            ["taken"] = value => _description = _description with { Taken = Pattern(value) },
            ["effect"] = value => _description = _description with { Effect = Command(value, "tag") },
            ["observe"] = value => _description = _description with { Observe = Command(value, "tag") },
            ["seen"] = value => _description = _description with { Seen = Tagged(value) },
            ["delimiter"] = value => _description = _description with { Delimiter = Delimiter(value) },
            ["ends"] = value => _description = _description with { Ends = Delimiter(value) },
            ["unterminated"] = value =>
                _description = _description with { DropsUnterminated = OneOf(value, "dropped", "allowed") == "dropped" },
            ["limit"] = value => _description = _description with { Limit = Number(value, 1, 1 << 24) },
            ["single"] = value => _description = _description with { IsSingle = OneOf(value, "yes", "no") == "yes" },
            ["rate"] = value => _description = _description with { Rate = Number(value, 1, 1000) },
            ["connections"] = value => _description = _description with { Connections = Number(value, 1, 64) },
            // Lines are read as Latin-1; a path is UTF-8 text.
            ["sink"] = value => _description = _description with { Sink = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value)) },
        };
    }

    /// <summary>The names of all keys.</summary>
    public static IReadOnlyCollection<string> Keys => new DescriptionReader("", "")._keys.Keys;

    /// <summary>Reads the bytes of a description; errors name <paramref name="file"/>.</summary>
    /// <exception cref="DescriptionException">It is invalid; the message says in which line and why.</exception>
    public static Description Read(string name, string file, ReadOnlySpan<byte> bytes) => new DescriptionReader(name, file).Read(bytes);

    private Description Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            throw new DescriptionException($"{_file}: {bytes.Length} bytes are no description; at most {MaxBytes} are allowed.");
        }

        try
        {
            foreach (ReadOnlySpan<byte> line in new LineFramer(LineDelimiter.CrLfOrLf, MaxLine).Read(bytes, isFinalBlock: true))
            {
                _line++;
                Interpret(Encoding.Latin1.GetString(line));
            }
        }
        catch (LineTooLongException)
        {
            _line++;
            throw Wrong($"the line has more than {MaxLine} bytes.");
        }

        Require("ping", _seen.ContainsKey("ping"));
        Require("answer", _seen.ContainsKey("answer"));
        NeedsToo("starttls", "go");
        NeedsToo("block", "opened");
        NeedsToo("effect", "observe");
        NeedsToo("observe", "seen");
        ThrowIfLimitIsTooSmall();
        return _description with { Login = _login, Block = _block };
    }

    private void Interpret(string line)
    {
        string text = line.Trim(' ', '\t');
        if (line.StartsWith('#'))
        {
            _description = _description.Title.Length > 0 ? _description : _description with { Title = line.TrimStart('#', ' ').TrimEnd() };
            return;
        }

        if (text.Length == 0)
        {
            return;
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            throw Wrong($"\"{text}\" is no \"key: value\"; a comment begins with # as the first character.");
        }

        string key = text[..colon].TrimEnd();
        if (!_keys.TryGetValue(key, out Action<string>? set))
        {
            throw Wrong($"\"{key}\" is no key; allowed are {string.Join(", ", _keys.Keys)}.");
        }

        string value = text[(colon + 1)..].Trim(' ', '\t');
        if (value.Length == 0)
        {
            throw Wrong($"\"{key}\" has no value; leave the line out if the protocol has none.");
        }

        if (_seen.TryGetValue(key, out int first) && !Repeatable.Contains(key))
        {
            throw Wrong($"\"{key}\" is on line {first} already; only {string.Join(", ", Repeatable)} may be repeated.");
        }

        _seen[key] = _line;
        set(value);
    }

    private void Ready(string value)
    {
        if (_login is not [.., { Ready: null } last])
        {
            throw Wrong("\"ready\" answers a \"login\", so it follows one, and each has one at most.");
        }

        _login[^1] = last with { Ready = Pattern(value) };
    }

    private ProtocolCommand Padded(string value) => value.Contains("{pad}", StringComparison.Ordinal)
        ? Command(value, "pad", "tag")
        : throw Wrong($"\"{value}\" has no {{pad}}, which makes the line as long as one likes.");

    private string EchoOf(string value)
    {
        const string Line = "{line}";
        return value.EndsWith(Line, StringComparison.Ordinal)
            ? Encoding.Latin1.GetString(Unescape(value[..^Line.Length]))
            : throw Wrong($"\"{value}\" does not end with {{line}}, which stands for the line that comes back.");
    }

    private ProtocolCommand Command(string value, params string[] placeholders)
    {
        foreach (string name in ProtocolCommand.PlaceholdersOf(value))
        {
            if (!placeholders.Contains(name))
            {
                throw Wrong(
                    $"\"{{{name}}}\" is no placeholder here; allowed are "
                    + $"{string.Join(", ", placeholders.Select(known => $"{{{known}}}"))}.");
            }
        }

        return new(Encoding.Latin1.GetString(Unescape(value)));
    }

    private byte[] Unescape(string value)
    {
        try
        {
            return Escape.Parse(value);
        }
        catch (FormatException e)
        {
            throw Wrong(e.Message);
        }
    }

    private Regex Pattern(string value) => Compiled(value, TaggedPattern.Compile);

    private TaggedPattern Tagged(string value)
    {
        _ = Pattern(value.Replace("{tag}", "tag", StringComparison.Ordinal));

        // What is valid around a word may not be around a group, as a backslash before it.
        return Compiled(value, pattern => new TaggedPattern(pattern));
    }

    private T Compiled<T>(string value, Func<string, T> compile)
    {
        try
        {
            return compile(value);
        }
        catch (ArgumentException e)
        {
            throw Wrong($"\"{value}\" is no regular expression: {e.Message}");
        }
    }

    private DelimiterChoice Delimiter(string value) =>
        Delimiters.TryGetValue(value, out DelimiterChoice? known) ? known
        : value.All(char.IsAsciiLetter)
            ? throw Wrong(
                $"\"{value}\" is no delimiter; allowed are {string.Join(", ", Delimiters.Keys)}, or the bytes themselves with "
                + "the escapes \\r \\n \\t \\0 \\\\ and \\xHH.")
        : DelimiterChoice.Of("own", Encoding.Latin1.GetString(Unescape(value)));

    private string OneOf(string value, params string[] allowed) =>
        allowed.Contains(value) ? value : throw Wrong($"\"{value}\" is not allowed; it may be {string.Join(" or ", allowed)}.");

    private int Number(string value, int min, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max
            ? number
            : throw Wrong($"\"{value}\" is not a number from {min} to {max}.");

    private void Require(string key, bool isThere)
    {
        if (!isThere)
        {
            throw new DescriptionException($"{_file}: \"{key}\" is missing; every description has \"ping\" and \"answer\".");
        }
    }

    private void NeedsToo(string key, string other)
    {
        if (_seen.TryGetValue(key, out int line) && !_seen.ContainsKey(other))
        {
            _line = line;
            throw Wrong($"\"{key}\" needs \"{other}\" too.");
        }
    }

    // Cases send long lines of exactly the limit.
    private void ThrowIfLimitIsTooSmall()
    {
        if (_description is not { Long: { } padded, Limit: { } limit })
        {
            return;
        }

        int shortest = padded.Fill(new Dictionary<string, string> { ["tag"] = Tags.Longest, ["pad"] = "x" }).Length;
        if (limit < shortest)
        {
            _line = _seen["limit"];
            throw Wrong($"\"limit\" is {limit}, and a line of \"long\" has at least {shortest} bytes.");
        }
    }

    private DescriptionException Wrong(string problem) => new($"{_file}, line {_line}: {problem}");
}

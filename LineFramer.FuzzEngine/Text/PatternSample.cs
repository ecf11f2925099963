using System.Globalization;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Makes a text that a regular expression should match. The seed chooses characters, alternatives and repetitions. A failing
/// match shows in no comparison, so a text that matches is all that can be reported.
/// </summary>
/// <remarks>
/// Lookarounds, backreferences and options are ignored. Then the text may not match, which costs no more than a useless word in
/// the dictionary.
/// </remarks>
internal sealed class PatternSample(string pattern, int seed)
{
    // The maximum length of a word in libFuzzer.
    private const int MaxLength = 64;

    private const string Any = "a0_ -";

    private readonly StringBuilder _text = new();
    private int _at;
    private int _seed = seed;

    /// <summary>Makes the text; null if the pattern cannot be parsed.</summary>
    public string? Make()
    {
        Alternatives();
        return _at == pattern.Length && _text.Length > 0 ? _text.ToString(0, Math.Min(_text.Length, MaxLength)) : null;
    }

    // Appends one of "a|b|c", up to the bracket that ends the group.
    private void Alternatives()
    {
        int start = _text.Length;
        List<string> alternatives = [];
        while (true)
        {
            Sequence();
            alternatives.Add(_text.ToString(start, _text.Length - start));
            _text.Length = start;
            if (_at >= pattern.Length || pattern[_at] != '|')
            {
                break;
            }

            _at++;
        }

        _text.Append(alternatives[Next(alternatives.Count)]);
    }

    private void Sequence()
    {
        while (_at < pattern.Length && pattern[_at] is not ('|' or ')'))
        {
            int start = _text.Length;
            bool isLimited = _text.Length > MaxLength;
            Element();
            string once = _text.ToString(start, _text.Length - start);
            int times = Times();
            _text.Length = start;
            for (int i = 0; i < times && !isLimited; i++)
            {
                _text.Append(once);
            }
        }
    }

    private void Element()
    {
        char c = pattern[_at++];
        switch (c)
        {
            case '^' or '$':
                return;
            case '.':
                _text.Append(Any[Next(Any.Length)]);
                return;
            case '(':
                Group();
                return;
            case '[':
                _text.Append(Class());
                return;
            case '\\' when _at < pattern.Length:
                _text.Append(
                    Escape(pattern[_at++]) switch { { Length: > 0 } letters => letters[Next(letters.Length)].ToString(), _ => "" });
                return;
            default:
                _text.Append(c);
                return;
        }
    }

    // "(?:", "(?<name>" and "(?i:" are groups; "(?=", "(?!", "(?<=" and "(?<!" are lookarounds; "(?i)" sets options.
    private void Group()
    {
        int start = _text.Length;
        bool isAround = false;
        if (_at + 1 < pattern.Length && pattern[_at] == '?')
        {
            isAround = pattern[_at + 1] is '=' or '!'
                || (pattern[_at + 1] == '<' && _at + 2 < pattern.Length && pattern[_at + 2] is '=' or '!');
            _at++;
            while (!isAround && _at < pattern.Length && pattern[_at] is not (':' or '>' or '\'' or ')'))
            {
                _at++;
            }

            _at += isAround ? (pattern[_at] == '<' ? 2 : 1) : _at < pattern.Length && pattern[_at] != ')' ? 1 : 0;
        }

        Alternatives();
        _at = Math.Min(_at + 1, pattern.Length);
        _text.Length = isAround ? start : _text.Length;
    }

    // Returns a character of the class, or of a negated class a character that is not in it.
    private string Class()
    {
        bool isNegated = _at < pattern.Length && pattern[_at] == '^';
        _at += isNegated ? 1 : 0;
        StringBuilder letters = new();
        for (bool isFirst = true; _at < pattern.Length && (isFirst || pattern[_at] != ']'); isFirst = false)
        {
            char c = pattern[_at++];
            letters.Append(c == '\\' && _at < pattern.Length ? Escape(pattern[_at++]) : c == '-' && letters.Length > 0 ? "" : c.ToString());
        }

        _at = Math.Min(_at + 1, pattern.Length);
        string of = isNegated
            ? string.Concat(Any.Where(c => !letters.ToString().Contains(c, StringComparison.Ordinal)))
            : letters.ToString();
        return of.Length == 0 ? "" : of[Next(of.Length)].ToString();
    }

    // Returns characters that an escape matches; none for an anchor or a backreference.
    private string Escape(char c) => c switch
    {
        'd' => "10",
        'D' => "a_ -",
        'w' => "a0_",
        'W' => " -",
        's' => " ",
        'S' => "a0_-",
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        'f' => "\f",
        'v' => "\v",
        'e' => "\u001b",
        'x' => Code(2),
        'u' => Code(4),
        'b' or 'B' or 'A' or 'z' or 'Z' or 'G' or (>= '0' and <= '9') => "",
        _ => c.ToString(),
    };

    private string Code(int digits)
    {
        int end = Math.Min(_at + digits, pattern.Length);
        bool isCode = int.TryParse(
            pattern.AsSpan(_at, end - _at), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code);
        _at = end;
        return isCode ? ((char)code).ToString() : "";
    }

    // Parses the quantifier after an element and returns a count.
    private int Times()
    {
        int times = 1;
        if (_at < pattern.Length && pattern[_at] is '*' or '+' or '?')
        {
            times = pattern[_at++] == '+' ? 1 + Next(2) : Next(2);
        }
        else if (_at < pattern.Length && pattern[_at] == '{' && pattern.IndexOf('}', _at) is >= 0 and int end
            && int.TryParse(pattern.AsSpan(_at + 1, end - _at - 1).ToString().Split(',')[0], CultureInfo.InvariantCulture, out int least))
        {
            times = Math.Min(least, MaxLength);
            _at = end + 1;
        }
        else
        {
            return times;
        }

        // A lazy quantifier matches the same text.
        _at += _at < pattern.Length && pattern[_at] is '?' or '+' ? 1 : 0;
        return times;
    }

    private int Next(int count)
    {
        _seed = unchecked((_seed * 1103515245) + 12345);
        return (int)((uint)_seed >> 16) % count;
    }
}

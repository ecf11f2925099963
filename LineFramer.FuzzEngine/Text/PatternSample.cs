using System.Globalization;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Makes a text that a regular expression should match: the first letter of each class, each repetition as often as the seed says.
/// How a regular expression fails shows in no compare, so a text that matches is all that can be reported.
/// </summary>
/// <remarks>
/// What looks around, refers back or depends on options is passed over: then the text may not match, and nothing is lost but a word
/// of the dictionary.
/// </remarks>
internal sealed class PatternSample(string pattern, int seed)
{
    // The longest word that libFuzzer takes.
    private const int MaxLength = 64;

    private const string Any = "a0_ -";

    private readonly StringBuilder _text = new();
    private int _at;
    private int _seed = seed;

    /// <summary>Makes the text.</summary>
    /// <returns>The text, or null if the pattern cannot be read.</returns>
    public string? Make()
    {
        Alternatives();
        return _at == pattern.Length && _text.Length > 0 ? _text.ToString(0, Math.Min(_text.Length, MaxLength)) : null;
    }

    // One of "a|b|c", up to the bracket that ends the group.
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
                _text.Append(Escape(pattern[_at++]) switch { { Length: > 0 } letters => letters[Next(letters.Length)].ToString(), _ => "" });
                return;
            default:
                _text.Append(c);
                return;
        }
    }

    // "(?:", "(?<name>" and "(?i:" group; "(?=", "(?!", "(?<=", "(?<!" look around, and "(?i)" sets options.
    private void Group()
    {
        int start = _text.Length;
        bool isAround = false;
        if (_at + 1 < pattern.Length && pattern[_at] == '?')
        {
            isAround = pattern[_at + 1] is '=' or '!' || (pattern[_at + 1] == '<' && _at + 2 < pattern.Length && pattern[_at + 2] is '=' or '!');
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

    // The first letter, or that of a range; of a negated class, a letter that is not in it.
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
        string of = isNegated ? string.Concat(Any.Where(c => !letters.ToString().Contains(c, StringComparison.Ordinal))) : letters.ToString();
        return of.Length == 0 ? "" : of[Next(of.Length)].ToString();
    }

    // The letters that an escape stands for; none for an anchor and a reference.
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
        bool isCode = int.TryParse(pattern.AsSpan(_at, end - _at), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code);
        _at = end;
        return isCode ? ((char)code).ToString() : "";
    }

    // How often the element that was just read is repeated.
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

        // Lazy or possessive: the same text matches.
        _at += _at < pattern.Length && pattern[_at] is '?' or '+' ? 1 : 0;
        return times;
    }

    private int Next(int count)
    {
        _seed = unchecked((_seed * 1103515245) + 12345);
        return (int)((uint)_seed >> 16) % count;
    }
}

using System.Globalization;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>An input of a corpus, as the argument of a test.</summary>
public sealed class FuzzInput
{
    // About as much of a name as a test explorer shows.
    private const int MaxShown = 60;

    private readonly byte[] _bytes;

    internal FuzzInput(string name, byte[] bytes)
    {
        Name = name;
        _bytes = bytes;
    }

    /// <summary>The path of the input's file, relative to the corpus folder.</summary>
    public string Name { get; }

    /// <summary>The bytes of the input.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Formats the input for the name of a test.</summary>
    /// <returns>
    /// The file and the escaped input, such as <c>crash-0a4d: "a\r\n\x00"</c>. A long input is cut off and followed by its length.
    /// </returns>
    public override string ToString()
    {
        StringBuilder text = new($"{Name}: \"");
        foreach (byte b in _bytes.AsSpan(0, Math.Min(_bytes.Length, MaxShown)))
        {
            text.Append(b switch
            {
                (byte)'\r' => "\\r",
                (byte)'\n' => "\\n",
                (byte)'\t' => "\\t",
                (byte)'"' => "\\\"",
                (byte)'\\' => @"\\",
                >= (byte)' ' and <= (byte)'~' => ((char)b).ToString(),
                _ => $"\\x{b:x2}",
            });
        }

        text.Append('"');
        return _bytes.Length <= MaxShown
            ? text.ToString()
            : text.Append(CultureInfo.InvariantCulture, $"... of {_bytes.Length:N0} bytes").ToString();
    }
}

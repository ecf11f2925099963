using System.Globalization;
using System.Text;

namespace LineFraming.Fuzz;

/// <summary>Bytes as text that a person can read and paste into a C# string.</summary>
public static class Escape
{
    /// <summary>The bytes in double quotes, everything but printable ASCII escaped.</summary>
    /// <param name="bytes">Any bytes.</param>
    /// <param name="most">From this many bytes on, the middle is left out and counted.</param>
    /// <returns>For example <c>"abc\r\n\x00"</c>.</returns>
    public static string Quote(ReadOnlySpan<byte> bytes, int most = int.MaxValue)
    {
        if (bytes.Length <= most)
        {
            return $"\"{Bytes(bytes)}\"";
        }

        int half = most / 2;
        return $"\"{Bytes(bytes[..half])}\"..({bytes.Length - (2 * half)} bytes)..\"{Bytes(bytes[^half..])}\"";
    }

    private static string Bytes(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        foreach (byte b in bytes)
        {
            text.Append(b switch
            {
                (byte)'\r' => @"\r",
                (byte)'\n' => @"\n",
                (byte)'"' => "\\\"",
                (byte)'\\' => @"\\",
                >= 0x20 and < 0x7f => ((char)b).ToString(),
                _ => string.Create(CultureInfo.InvariantCulture, $@"\x{b:x2}"),
            });
        }

        return text.ToString();
    }
}

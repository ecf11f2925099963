using System.Text;

namespace LineFraming;

/// <summary>Bytes as text that a person can read, for messages.</summary>
internal static class QuotedBytes
{
    /// <summary>The bytes between double quotes, everything but printable ASCII escaped, as in <c>"abc\r\n\x00"</c>.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new("\"");
        foreach (byte b in bytes)
        {
            text.Append(b switch
            {
                (byte)'\r' => @"\r",
                (byte)'\n' => @"\n",
                (byte)'"' => "\\\"",
                (byte)'\\' => @"\\",
                >= 0x20 and < 0x7f => ((char)b).ToString(),
                _ => $@"\x{b:x2}",
            });
        }

        return text.Append('"').ToString();
    }
}

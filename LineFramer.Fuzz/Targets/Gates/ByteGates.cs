using System.Buffers.Binary;
using System.Text;

namespace LineFraming.Fuzz;

/// <summary>Gates that compare bytes and numbers.</summary>
internal static class ByteGates
{
    public static IReadOnlyList<Gate> All { get; } =
    [
        new(
            "gate-1",
            "a magic number of four bytes",
            input => Gate.ThrowIf(input.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(input) == 0xfeed_c0de)),
        new(
            "gate-2",
            "a small number in four bytes",
            input => Gate.ThrowIf(input.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(input) == 13)),
        new("gate-3", "a type, then a field in another place", TypeThenField),
        new(
            "gate-4",
            "a magic number of eight bytes",
            input => Gate.ThrowIf(input.Length >= 8 && BinaryPrimitives.ReadUInt64LittleEndian(input) == 0xfeed_c0de_dead_beef)),
        new("gate-5", "a signature at the start", input => Gate.ThrowIf(input.StartsWith("MThd\0\0\0\x06"u8))),
        new("gate-6", "a marker anywhere", input => Gate.ThrowIf(input.IndexOf("IHDR!IDAT"u8) >= 0)),
        new(
            "gate-7",
            "an array compared as a whole",
            input => Gate.ThrowIf(input.Length >= 8 && input[..8].ToArray().SequenceEqual(Signature))),
        new("gate-8", "six bytes, one branch each", SixBytes),
        new(
            "gate-9",
            "the name of an enum's member",
            input => Gate.ThrowIf(Enum.TryParse(Encoding.UTF8.GetString(input), out DayOfWeek day) && day == DayOfWeek.Friday)),
        new("gate-10", "a checksum over the rest", Checksum),
        new("gate-11", "three lines in a row, compared as bytes", ThreeLines),
    ];

    private static byte[] Signature { get; } = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    private static void TypeThenField(ReadOnlySpan<byte> input)
    {
        if (input.Length >= 16 && input[0] == 13)
        {
            Gate.ThrowIf(input[9] == 7);
        }
    }

    private static void SixBytes(ReadOnlySpan<byte> input)
    {
        if (input.Length >= 6 && input[0] == 'f' && input[1] == 'u')
        {
            if (input[2] == 'z' && input[3] == 'z')
            {
                Gate.ThrowIf(input[4] == 'e' && input[5] == 'd');
            }
        }
    }

    private static void Checksum(ReadOnlySpan<byte> input)
    {
        if (input.Length >= 8)
        {
            uint sum = 1;
            foreach (byte b in input[4..])
            {
                sum = (sum * 31) + b;
            }

            Gate.ThrowIf(BinaryPrimitives.ReadUInt32LittleEndian(input) == sum);
        }
    }

    private static void ThreeLines(ReadOnlySpan<byte> input)
    {
        ReadOnlySpan<byte> rest = input;
        if (Next(ref rest).SequenceEqual("EHLO"u8) && Next(ref rest).SequenceEqual("MAIL"u8))
        {
            Gate.ThrowIf(Next(ref rest).SequenceEqual("DATA"u8));
        }

        static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            return line;
        }
    }
}

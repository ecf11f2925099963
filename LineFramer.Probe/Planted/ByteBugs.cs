namespace LineFraming.Probe;

/// <summary>Servers that change or reject certain bytes.</summary>
internal static class ByteBugs
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Planted> All =>
    [
        Changing(
            "nul-hides-rest", "fluent-bit #2741: a line is a C string, and a NUL ends it.", "bytes/1",
            line => [.. line.TakeWhile(value => value != 0)]),
        new(
            "deaf-after-nul",
            "A NUL hides the line end after it, in a buffer that is searched as a C string: nothing is answered any more.",
            "bytes/2", () => new DeafAfterNul()),
        Changing(
            "ascii-only", "Text is decoded as ASCII, and every other byte becomes a question mark.", "bytes/3",
            line => [.. line.Select(value => value > 0x7f ? (byte)'?' : value)]),
        Changing(
            "telnet-commands", "A library for Telnet under another protocol: FF and the byte after it vanish.",
            "bytes/4", WithoutTelnet),
        Changing(
            "strips-control-characters", "Control characters are removed from a line, as for a terminal, before it is executed.", "bytes/5",
            line => [.. line.Where(value => value is >= 0x20 and not 0x7f)]),
    ];

    private static Planted Changing(string name, string history, string caught, Func<byte[], byte[]> change) =>
        new(name, history, caught, () => new ChangesLines(change));

    private static byte[] WithoutTelnet(byte[] line)
    {
        List<byte> left = [];
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == 0xff)
            {
                i++;
                continue;
            }

            left.Add(line[i]);
        }

        return [.. left];
    }

    private sealed class ChangesLines(Func<byte[], byte[]> change) : PlantedSession
    {
        protected override void Execute(byte[] line) => base.Execute(change(line));
    }

    private sealed class DeafAfterNul : PlantedSession
    {
        protected override int EndOf(List<byte> line) => line.Contains(0) ? 0 : base.EndOf(line);

        protected override bool IsTooLong(int length, bool isEnded) => !Line.Contains(0) && base.IsTooLong(length, isEnded);
    }
}

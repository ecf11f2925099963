/// <summary>What a session over the reader runs, and a test of each input that one found: none of them has a line of more than eight bytes.</summary>
internal static class MyReaderFuzz
{
    public static void Read(ReadOnlySpan<byte> input)
    {
        MyReader reader = new(new MemoryStream(input.ToArray()), limit: 8);
        while (reader.ReadLine() is not null)
        {
        }
    }
}

/// <summary>Run by sessions, and by a test for each input that they found; no such input has a line of more than eight bytes.</summary>
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

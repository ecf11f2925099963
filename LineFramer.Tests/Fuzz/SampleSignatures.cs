using System.Text;

namespace LineFraming.Tests;

/// <summary>One method for each parameter and return type; it fails if the input starts with "ab".</summary>
internal static class SampleSignatures
{
    private static void OfSpan(ReadOnlySpan<byte> input)
    {
        if (input.StartsWith("ab"u8))
        {
            throw new InvalidOperationException("ab");
        }
    }

    private static void OfStream(Stream input)
    {
        byte[] bytes = new byte[input.Length + 1];
        OfLocal(bytes[..input.Read(bytes)]);

        // The compiler generates a method whose name is not valid in C#.
        static void OfLocal(byte[] read) => OfSpan(read);
    }

    private static void OfText(string input) => OfSpan(Encoding.UTF8.GetBytes(input));

    private static void OfData(FuzzedData input) => OfSpan(input.Rest());

    private static Task SpanTask(ReadOnlySpan<byte> input) => ArrayTask(input.ToArray());

    private static ValueTask SpanValueTask(ReadOnlySpan<byte> input) => new(ArrayTask(input.ToArray()));

    private static async Task ArrayTask(byte[] input)
    {
        await Task.Yield();
        OfSpan(input);
    }

    private static async ValueTask StreamValueTask(Stream input)
    {
        byte[] bytes = new byte[input.Length + 1];
        int length = await input.ReadAsync(bytes);
        await ArrayTask(bytes[..length]);
    }

    private static Task DataTask(FuzzedData input) => ArrayTask(input.Rest().ToArray());

    private static ValueTask DataValueTask(FuzzedData input) => new(DataTask(input));

    private static async void AsyncVoid(byte[] input) => await ArrayTask(input);

    [MayThrow(typeof(FormatException), typeof(ArgumentException))]
    private static void Documented(byte[] input)
    {
        switch (input.Length)
        {
            case 1:
                throw new FormatException();
            case 2:
                throw new ArgumentNullException(nameof(input));
            case 3:
                throw new InvalidOperationException();
        }
    }
}

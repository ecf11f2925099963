using System.Runtime.Loader;

namespace LineFraming.Tests;

/// <summary>Methods such as users of the fuzzing program have, for it to be tried on.</summary>
internal static class OwnSample
{
    public static int Branches(int number)
    {
        if (number > 3) // entry
        {
            return 1; // greater
        }

        return 2; // not greater
    }

    private static void OfSpan(ReadOnlySpan<byte> input)
    {
        if (input.StartsWith("ab"u8))
        {
            throw new InvalidOperationException($"{input.Length} bytes of a span");
        }
    }

    private static void OfArray(byte[] input) => throw new InvalidOperationException($"{input.Length} bytes of an array");

    private static void OverTheLibrary(ReadOnlySpan<byte> input) => new LineFramer(LineDelimiter.Lf, 1000).Read(input).TryRead(out _);

    private static void WhereItsPackagesAre(byte[] input) =>
        throw new InvalidOperationException(AssemblyLoadContext.GetLoadContext(typeof(FsCheck.Rnd).Assembly)!.Name);

    private static int Returns(byte[] input) => input.Length;

    private static int OfADelegate(int number) => number + 1;

    private static Func<int, int> Delegate(int number) => number > 3 ? OfADelegate : _ => number;

    private static class Nested
    {
        private static void Run(byte[] input) => _ = input[0];
    }

    private static class Generic<T>
    {
        private static void Run(byte[] input) => _ = typeof(T);
    }
}

/// <summary>Methods without a branch, as other assemblies see them.</summary>
public class SeenSample
{
    internal int Property => GetHashCode() + 1;

    public static int OfAnyone(int number) => OfItsOwn(number) + 1;

    public override string ToString() => "seen";

    internal virtual int OfWhichever(int number) => number + 1;

    internal static int OfItsOwn(int number) => number + 1;

    internal static void Throws() => throw new InvalidOperationException();
}

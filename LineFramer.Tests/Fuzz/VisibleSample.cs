namespace LineFraming.Tests;

/// <summary>Methods without branches, some of them visible to other assemblies.</summary>
public class VisibleSample
{
    internal int Property => GetHashCode() + 1;

    public static int OfAnyone(int number) => OfItsOwn(number) + 1;

    public override string ToString() => "seen";

    internal virtual int OfWhichever(int number) => number + 1;

    internal static int OfItsOwn(int number) => number + 1;

    internal static void Throws() => throw new InvalidOperationException();
}

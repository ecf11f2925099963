using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

#pragma warning disable RS0030 // The namespace is banned for its clocks and processes; two attributes are all that is taken of it.

namespace LineFraming;

/// <summary>A path that bytes take through the library: a test proves nothing about a path that it never takes.</summary>
internal enum LinePath
{
    FastPath,

    /// <summary>Arm 1 of the loop, for the LF after a CR, and for a remainder.</summary>
    EndingEnds,
    RemainderEnds,

    /// <summary>Arm 2.</summary>
    RemainderGoesOn,

    /// <summary>Arm 3, and how many of its lines began in an earlier chunk.</summary>
    LineFits,
    LineOfEarlierChunk,

    /// <summary>Arm 4, and its shortcut for a chunk of one byte.</summary>
    Buffered,
    ByteBuffered,

    /// <summary>Arm 5.</summary>
    Oversized,

    /// <summary>A delimiter that began in an earlier chunk was open.</summary>
    Seam,
    ScannedByAutomaton,
    ScannedAhead,
    ScannedFar,
    ScannedByByte,
    QueueFull,

    /// <summary>More than 1,024 bytes were buffered.</summary>
    LargeBuffer,
}

/// <summary>
/// Counts for tests the paths taken and the bytes looked at. The tests compile the library a second time with
/// <c>COUNT_PATHS</c>, and only there are these counts kept: the compiler leaves the calls out of the library itself.
/// </summary>
[ExcludeFromCodeCoverage(Justification = "Nothing calls it but in the tests' build.")]
internal static class PathCounts
{
    private const string Symbol = "COUNT_PATHS";

#if COUNT_PATHS
    [ThreadStatic]
    private static long[]? _counts;

    [ThreadStatic]
    private static long _bytesScanned;

    /// <summary>How many bytes this thread has scanned for delimiters. A byte that is scanned twice counts twice.</summary>
    public static long BytesScanned => _bytesScanned;

    private static long[] Counts => _counts ??= new long[Enum.GetValues<LinePath>().Length];

    /// <summary>How often this thread took a path.</summary>
    public static long Of(LinePath path) => Counts[(int)path];

    /// <summary>Sets the counts of this thread to 0.</summary>
    public static void Reset()
    {
        Array.Clear(Counts);
        _bytesScanned = 0;
    }
#endif

    /// <summary>Counts a path that was taken.</summary>
    [Conditional(Symbol)]
    public static void Took(LinePath path)
    {
#if COUNT_PATHS
        Counts[(int)path]++;
#endif
    }

    /// <summary>Counts a path that was taken if a condition is true.</summary>
    [Conditional(Symbol)]
    public static void TookIf(bool condition, LinePath path)
    {
#if COUNT_PATHS
        Counts[(int)path] += condition ? 1 : 0;
#endif
    }

    /// <summary>Counts bytes that were scanned.</summary>
    [Conditional(Symbol)]
    public static void Scanned(int bytes)
    {
#if COUNT_PATHS
        _bytesScanned += bytes;
#endif
    }
}

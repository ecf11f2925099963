using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LineFraming;

/// <summary>What blocks of 64 bytes have in common, whatever the width of the vectors that compare them.</summary>
internal static class ByteBlock
{
    /// <summary>How many bytes a block has: one for each bit of a mask.</summary>
    public const int Size = 64;

    /// <summary>Whether the hardware has vectors. Vectors in software are slower than one byte at a time.</summary>
    public static bool IsFast => Vector128.IsHardwareAccelerated;

    /// <summary>At which of the 64 bytes after the first one a pair of bytes ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TBlock EqualPair<TBlock>(ReadOnlySpan<byte> bytes, TBlock first, TBlock second)
        where TBlock : struct, IByteBlock<TBlock> => TBlock.Equal(bytes, first) & TBlock.Equal(bytes[1..], second);
}

/// <summary>64 bytes in vectors, for comparisons: all bits of a byte are set where the comparison is true.</summary>
/// <remarks>
/// There are two implementations, for the sake of a fresh process: where the hardware's vectors have 256 bits, the JIT takes some
/// milliseconds longer to compile one vector of 512 bits than two of 256. Every access is bounds-checked; the JIT removes the checks
/// where the length of a span is known.
/// </remarks>
internal interface IByteBlock<TSelf>
    where TSelf : struct, IByteBlock<TSelf>
{
    /// <summary>How many words <see cref="NonZero"/> compares in one step.</summary>
    static abstract int WordsAtOnce { get; }

    /// <summary>One bit for each byte, the first byte's the lowest.</summary>
    ulong Bits { get; }

    /// <summary>Whether the comparison is true for no byte.</summary>
    bool IsNowhere { get; }

    static abstract TSelf operator &(TSelf left, TSelf right);

    static abstract TSelf operator |(TSelf left, TSelf right);

    /// <summary>A byte, 64 times.</summary>
    static abstract TSelf Of(byte value);

    /// <summary>Which of the first 64 bytes equal those of a block.</summary>
    static abstract TSelf Equal(ReadOnlySpan<byte> bytes, TSelf value);

    /// <summary>Where the left is true and the right is not.</summary>
    static abstract TSelf AndNot(TSelf left, TSelf right);

    /// <summary>Which of the first <see cref="WordsAtOnce"/> words are not 0, a bit for each.</summary>
    static abstract ulong NonZero(ReadOnlySpan<ulong> words);
}

/// <summary>One vector of 512 bits, where the hardware has it.</summary>
internal readonly struct WideBlock(Vector512<byte> bytes) : IByteBlock<WideBlock>
{
    private readonly Vector512<byte> _bytes = bytes;

    public static int WordsAtOnce => Vector512<ulong>.Count;

    public ulong Bits => _bytes.ExtractMostSignificantBits();

    public bool IsNowhere => _bytes == Vector512<byte>.Zero;

    public static WideBlock operator &(WideBlock left, WideBlock right) => new(left._bytes & right._bytes);

    public static WideBlock operator |(WideBlock left, WideBlock right) => new(left._bytes | right._bytes);

    public static WideBlock Of(byte value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideBlock Equal(ReadOnlySpan<byte> bytes, WideBlock value) =>
        new(Vector512.Equals(Vector512.Create(bytes), value._bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WideBlock AndNot(WideBlock left, WideBlock right) => new(Vector512.AndNot(left._bytes, right._bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NonZero(ReadOnlySpan<ulong> words) =>
        (~Vector512.Equals(Vector512.Create(words), Vector512<ulong>.Zero)).ExtractMostSignificantBits();
}

/// <summary>Two vectors of 256 bits, which the runtime makes of narrower ones where the hardware has no more.</summary>
internal readonly struct SplitBlock(Vector256<byte> lower, Vector256<byte> upper) : IByteBlock<SplitBlock>
{
    private readonly Vector256<byte> _lower = lower;
    private readonly Vector256<byte> _upper = upper;

    public static int WordsAtOnce => 2 * Vector256<ulong>.Count;

    public ulong Bits => _lower.ExtractMostSignificantBits() | ((ulong)_upper.ExtractMostSignificantBits() << Vector256<byte>.Count);

    public bool IsNowhere => (_lower | _upper) == Vector256<byte>.Zero;

    public static SplitBlock operator &(SplitBlock left, SplitBlock right) => new(left._lower & right._lower, left._upper & right._upper);

    public static SplitBlock operator |(SplitBlock left, SplitBlock right) => new(left._lower | right._lower, left._upper | right._upper);

    public static SplitBlock Of(byte value) => new(Vector256.Create(value), Vector256.Create(value));

    // Read as one: of two reads the second one's address would be computed apart, which takes 5 to 15 % longer on lines of 1,000 bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SplitBlock Equal(ReadOnlySpan<byte> bytes, SplitBlock value)
    {
        SplitBlock block = MemoryMarshal.Read<SplitBlock>(bytes);
        return new(Vector256.Equals(block._lower, value._lower), Vector256.Equals(block._upper, value._upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SplitBlock AndNot(SplitBlock left, SplitBlock right) =>
        new(Vector256.AndNot(left._lower, right._lower), Vector256.AndNot(left._upper, right._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NonZero(ReadOnlySpan<ulong> words)
    {
        ReadOnlySpan<ulong> eight = words[..(2 * Vector256<ulong>.Count)];
        Vector256<ulong> lower = Vector256.Equals(Vector256.Create(eight), Vector256<ulong>.Zero);
        Vector256<ulong> upper = Vector256.Equals(Vector256.Create(eight[Vector256<ulong>.Count..]), Vector256<ulong>.Zero);
        return (lower.ExtractMostSignificantBits() | (upper.ExtractMostSignificantBits() << Vector256<ulong>.Count)) ^ 0xFF;
    }
}

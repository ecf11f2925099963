using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Reads an input of a fuzzer as numbers, choices, texts and bytes, so that a method of several parameters can be fuzzed. It never
/// throws for want of bytes: where the input ends, numbers are their minimum, choices the first one, and texts are empty.
/// </summary>
/// <remarks>
/// <para>
/// The layout, which is stable across versions of this package so that a corpus keeps its meaning: numbers and choices are taken from
/// the end of the input, texts and bytes from its beginning. So what the fuzzer writes into the input in one piece stays in one piece.
/// </para>
/// <para>
/// A number of any value takes its size in bytes, the lowest one first. A number in a range takes as many bytes as the range's size needs
/// (none for one value, one for up to 256 values, and so on), the lowest one first, and its remainder after division by the range's
/// size, added to the minimum, is the value. Of fewer bytes the missing ones are the highest, and 0. A choice is a number below the count of choices. A text or run of bytes of a bounded length ends at its bound,
/// at the end of the input, or at a backslash that no second one follows, which is taken with the byte after it; two backslashes are one.
/// </para>
/// </remarks>
public ref struct FuzzedData
{
    private const byte Escape = (byte)'\\';

    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads an input.</summary>
    /// <param name="input">Any bytes. They are read, not copied: the input must outlive this value and the spans that it returns.</param>
    public FuzzedData(ReadOnlySpan<byte> input) => _rest = input;

    /// <summary>How many bytes are not taken yet.</summary>
    public readonly int Length => _rest.Length;

    /// <summary>Whether the lowest bit of the next byte is set; false where the input has ended.</summary>
    /// <returns>The value.</returns>
    public bool NextBoolean() => NextInteger<byte>(0, 1) == 1;

    /// <summary>A number of any value.</summary>
    /// <typeparam name="T">An integer of at most 64 bits.</typeparam>
    /// <returns>The number; 0 where the input has ended.</returns>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> has more than 64 bits.</exception>
    public T NextInteger<T>()
        where T : IBinaryInteger<T> => T.CreateTruncating(NextNumber(SizeOf<T>()));

    /// <summary>A number in a range.</summary>
    /// <typeparam name="T">An integer of at most 64 bits.</typeparam>
    /// <param name="min">The smallest value, inclusive.</param>
    /// <param name="max">The largest value, inclusive.</param>
    /// <returns>The number; <paramref name="min"/> where the input has ended.</returns>
    /// <exception cref="ArgumentException"><paramref name="max"/> is less than <paramref name="min"/>.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> has more than 64 bits.</exception>
    public T NextInteger<T>(T min, T max)
        where T : IBinaryInteger<T>
    {
        if (max < min)
        {
            throw new ArgumentException($"The maximum must be at least the minimum, {min}, not {max}.", nameof(max));
        }

        _ = SizeOf<T>();

        // Two's complement: the distance is right even where it does not fit the type.
        ulong largest = unchecked(ulong.CreateTruncating(max) - ulong.CreateTruncating(min));
        ulong number = NextNumber((BitOperations.Log2(largest) / 8) + (largest == 0 ? 0 : 1));
        ulong distance = largest == ulong.MaxValue ? number : number % (largest + 1);
        return T.CreateTruncating(unchecked(ulong.CreateTruncating(min) + distance));
    }

    /// <summary>One of some values.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="choices">The values, at least one.</param>
    /// <returns>The value; the first one where the input has ended.</returns>
    /// <exception cref="ArgumentException">There is none.</exception>
    public T Pick<T>(scoped ReadOnlySpan<T> choices) => choices.IsEmpty
        ? throw new ArgumentException("There must be at least one choice.", nameof(choices))
        : choices[NextInteger(0, choices.Length - 1)];

    /// <summary>One of an enum's values that have a name.</summary>
    /// <typeparam name="T">The enum.</typeparam>
    /// <returns>The value; the smallest one, as an unsigned number, where the input has ended.</returns>
    /// <exception cref="ArgumentException">It has none.</exception>
    public T NextEnum<T>()
        where T : struct, Enum => Pick<T>(Enum.GetValues<T>());

    /// <summary>A number of double precision of any bits, so that it may be no number or infinite.</summary>
    /// <returns>The number; 0 where the input has ended.</returns>
    public double NextDouble() => BitConverter.UInt64BitsToDouble(NextNumber(sizeof(double)));

    /// <summary>The next bytes, exactly as many as there are.</summary>
    /// <param name="count">How many, at least 0.</param>
    /// <returns>A slice of the input; shorter where the input ends.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public ReadOnlySpan<byte> NextBytes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ReadOnlySpan<byte> bytes = _rest[..Math.Min(count, _rest.Length)];
        _rest = _rest[bytes.Length..];
        return bytes;
    }

    /// <summary>Bytes of a length that the input decides.</summary>
    /// <param name="maxLength">The most bytes, inclusive, at least 0.</param>
    /// <returns>A copy, because escapes are resolved.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is negative.</exception>
    public byte[] NextByteArray(int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        List<byte> bytes = [];
        while (bytes.Count < maxLength && !_rest.IsEmpty)
        {
            byte next = NextBytes(1)[0];
            if (next == Escape && !_rest.IsEmpty && NextBytes(1)[0] != Escape)
            {
                break;
            }

            bytes.Add(next);
        }

        return [.. bytes];
    }

    /// <summary>A text of a length that the input decides, read as UTF-8; what is not valid becomes U+FFFD.</summary>
    /// <param name="maxBytes">The most bytes, inclusive, at least 0.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is negative.</exception>
    public string NextString(int maxBytes) => Encoding.UTF8.GetString(NextByteArray(maxBytes));

    /// <summary>All bytes that are left.</summary>
    /// <returns>A slice of the input.</returns>
    public ReadOnlySpan<byte> Rest() => NextBytes(_rest.Length);

    /// <summary>All bytes that are left, read as UTF-8; what is not valid becomes U+FFFD.</summary>
    /// <returns>The text.</returns>
    public string RestAsString() => Encoding.UTF8.GetString(Rest());

    private static int SizeOf<T>()
        where T : IBinaryInteger<T> => T.Zero.GetByteCount() is var size && size <= sizeof(ulong)
            ? size
            : throw new NotSupportedException($"{typeof(T).Name} has more than 64 bits.");

    private ulong NextNumber(int size)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        number.Clear();
        ReadOnlySpan<byte> bytes = _rest[^Math.Min(size, _rest.Length)..];
        bytes.CopyTo(number);
        _rest = _rest[..^bytes.Length];
        return BinaryPrimitives.ReadUInt64LittleEndian(number);
    }
}

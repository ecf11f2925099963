using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Reads the input of a fuzzer as numbers, choices, strings and bytes, so that a method with several parameters can be fuzzed.
/// It never throws because bytes are missing: at the end of the input, a number is its minimum, a choice is the first one, and
/// a string is empty.
/// </summary>
/// <remarks>
/// <para>
/// The layout is stable across versions of this package, so that a corpus keeps its meaning. Numbers and choices are read from
/// the end of the input, strings and bytes from its beginning. So what the fuzzer writes in one piece stays in one piece.
/// </para>
/// <para>
/// A number of any value takes as many bytes as its type, in little-endian order. A number in a range takes as many bytes as the
/// size of the range needs (none for one value, one for up to 256 values, and so on), also in little-endian order. Its value is
/// the minimum plus the remainder after division by the size of the range. If bytes are missing, they are the most significant
/// ones, and 0. A choice is a number below the count of choices. A string or byte array of a bounded length ends at its bound, at
/// the end of the input, or at a backslash that is not followed by a second one; that backslash and the byte after it are
/// consumed. Two backslashes stand for one.
/// </para>
/// </remarks>
public ref struct FuzzedData
{
    private const byte Escape = (byte)'\\';

    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts reading an input.</summary>
    /// <param name="input">Any bytes. They are not copied: the input must outlive this value and the spans that it returns.</param>
    public FuzzedData(ReadOnlySpan<byte> input) => _rest = input;

    /// <summary>The number of bytes that have not been consumed.</summary>
    public readonly int Length => _rest.Length;

    /// <summary>Reads a Boolean: the lowest bit of the next byte, or false at the end of the input.</summary>
    /// <returns>The value.</returns>
    public bool NextBoolean() => NextInteger<byte>(0, 1) == 1;

    /// <summary>Reads a number of any value.</summary>
    /// <typeparam name="T">An integer of at most 64 bits.</typeparam>
    /// <returns>The number; 0 at the end of the input.</returns>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> has more than 64 bits.</exception>
    public T NextInteger<T>()
        where T : IBinaryInteger<T> => T.CreateTruncating(NextNumber(SizeOf<T>()));

    /// <summary>Reads a number in a range.</summary>
    /// <typeparam name="T">An integer of at most 64 bits.</typeparam>
    /// <param name="min">The minimum, inclusive.</param>
    /// <param name="max">The maximum, inclusive.</param>
    /// <returns>The number; <paramref name="min"/> at the end of the input.</returns>
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

        // In two's complement the distance is right even if it does not fit the type.
        ulong largest = unchecked(ulong.CreateTruncating(max) - ulong.CreateTruncating(min));
        ulong number = NextNumber((BitOperations.Log2(largest) / 8) + (largest == 0 ? 0 : 1));
        ulong distance = largest == ulong.MaxValue ? number : number % (largest + 1);
        return T.CreateTruncating(unchecked(ulong.CreateTruncating(min) + distance));
    }

    /// <summary>Picks one of several values.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="choices">The values, at least one.</param>
    /// <returns>The value; the first one at the end of the input.</returns>
    /// <exception cref="ArgumentException"><paramref name="choices"/> is empty.</exception>
    public T Pick<T>(scoped ReadOnlySpan<T> choices) => choices.IsEmpty
        ? throw new ArgumentException("There must be at least one choice.", nameof(choices))
        : choices[NextInteger(0, choices.Length - 1)];

    /// <summary>Picks one of the named values of an enum.</summary>
    /// <typeparam name="T">The enum.</typeparam>
    /// <returns>The value; the smallest one, as an unsigned number, at the end of the input.</returns>
    /// <exception cref="ArgumentException">The enum has no values.</exception>
    public T NextEnum<T>()
        where T : struct, Enum => Pick<T>(Enum.GetValues<T>());

    /// <summary>Reads a double of any bits, so it may be NaN or infinite.</summary>
    /// <returns>The number; 0 at the end of the input.</returns>
    public double NextDouble() => BitConverter.UInt64BitsToDouble(NextNumber(sizeof(double)));

    /// <summary>Reads a fixed number of bytes.</summary>
    /// <param name="count">The number of bytes, at least 0.</param>
    /// <returns>A slice of the input; shorter at its end.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public ReadOnlySpan<byte> NextBytes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ReadOnlySpan<byte> bytes = _rest[..Math.Min(count, _rest.Length)];
        _rest = _rest[bytes.Length..];
        return bytes;
    }

    /// <summary>Reads bytes of a length that the input decides.</summary>
    /// <param name="maxLength">The maximum number of bytes, inclusive, at least 0.</param>
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

    /// <summary>Reads a UTF-8 string of a length that the input decides; invalid bytes become U+FFFD.</summary>
    /// <param name="maxBytes">The maximum number of bytes, inclusive, at least 0.</param>
    /// <returns>The string.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is negative.</exception>
    public string NextString(int maxBytes) => Encoding.UTF8.GetString(NextByteArray(maxBytes));

    /// <summary>Reads all remaining bytes.</summary>
    /// <returns>A slice of the input.</returns>
    public ReadOnlySpan<byte> Rest() => NextBytes(_rest.Length);

    /// <summary>Reads all remaining bytes as UTF-8; invalid bytes become U+FFFD.</summary>
    /// <returns>The string.</returns>
    public string RestAsString() => Encoding.UTF8.GetString(Rest());

    private static int SizeOf<T>()
        where T : IBinaryInteger<T> => T.CreateTruncating(UInt128.MaxValue).GetByteCount() is var size && size <= sizeof(ulong)
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

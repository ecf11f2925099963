using System.Text;
using System.Text.Unicode;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Reports to libFuzzer that two texts were compared and differ, as the bytes that an input would have to contain. libFuzzer
/// then writes one in place of the other, if they have the same length, or anywhere.
/// </summary>
/// <remarks>
/// The comparison does not show which text came from the input, so both are searched for in the input. The text that is found
/// there is not reported, because libFuzzer's tables are small.
/// </remarks>
internal static unsafe class TextReport
{
    // libFuzzer stores no more of a word.
    private const int MaxWord = 64;

    // libFuzzer ignores shorter words.
    private const int MinFound = 3;

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*, byte*, nint, int, void> TraceEqual =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*, byte*, nint, int, void>)LibFuzzer.Find(
            "__sanitizer_weak_hook_memcmp");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*, nint, byte*, nint, nint, void> TraceFind =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*, nint, byte*, nint, nint, void>)LibFuzzer.Find(
            "__sanitizer_weak_hook_memmem");

    // A copy of the first bytes of the running input, because a thread of the target may outlive the input.
    private static readonly byte* Input = (byte*)LibFuzzer.Find("lineframing_fuzz_input");
    private static readonly nuint* InputLength = (nuint*)LibFuzzer.Find("lineframing_fuzz_input_length");

    // Whether the target appears to read its input as UTF-16.
    private static bool _isWide;

    /// <summary>Whether this process has libFuzzer.</summary>
    public static bool IsOn => TraceEqual != null && TraceFind != null && Input != null && InputLength != null;

    /// <summary>Reports two texts that were compared and differ.</summary>
    public static void Unequal(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (!IsOn || (left.IsEmpty && right.IsEmpty))
        {
            return;
        }

        Span<byte> first = stackalloc byte[MaxWord];
        Span<byte> second = stackalloc byte[MaxWord];
        bool isNarrow = Pair(Utf8Of(left, first), Utf8Of(right, second));
        if (!isNarrow && left.Length > 1 && right.Length > 1)
        {
            _isWide |= Pair(Utf16Of(left, first), Utf16Of(right, second));
            _ = IsLatin(left, right) && Pair(LatinOf(left, first), LatinOf(right, second));
        }
    }

    /// <summary>Reports a text that was searched for and not found.</summary>
    public static void Missing(ReadOnlySpan<char> sought)
    {
        if (IsOn)
        {
            Span<byte> word = stackalloc byte[MaxWord];
            Want(_isWide ? Utf16Of(sought, word) : Utf8Of(sought, word));
        }
    }

    /// <summary>Reports that one word would have to be the other, and returns whether the input contains one of them.</summary>
    public static bool Pair(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        ReadOnlySpan<byte> input = new(Input, (int)*InputLength);
        bool hasLeft = !left.IsEmpty && input.IndexOf(left) >= 0;
        bool hasRight = !right.IsEmpty && input.IndexOf(right) >= 0;
        if (hasLeft || !hasRight)
        {
            Want(right);
        }

        if (hasRight || !hasLeft)
        {
            Want(left);
        }

        if (left.Length == right.Length && (hasLeft || hasRight))
        {
            fixed (byte* first = left, second = right)
            {
                TraceEqual(0, first, second, left.Length, 1);
            }
        }

        return hasLeft || hasRight;
    }

    private static void Want(ReadOnlySpan<byte> word)
    {
        if (word.Length >= MinFound)
        {
            fixed (byte* bytes = word)
            {
                TraceFind(0, bytes, word.Length, bytes, word.Length, 0);
            }
        }
    }

    private static ReadOnlySpan<byte> Utf8Of(ReadOnlySpan<char> text, Span<byte> to)
    {
        Utf8.FromUtf16(text, to, out _, out int written);
        return to[..written];
    }

    private static ReadOnlySpan<byte> Utf16Of(ReadOnlySpan<char> text, Span<byte> to) =>
        to[..Encoding.Unicode.GetBytes(text[..Math.Min(text.Length, MaxWord / sizeof(char))], to)];

    private static ReadOnlySpan<byte> LatinOf(ReadOnlySpan<char> text, Span<byte> to) =>
        to[..Encoding.Latin1.GetBytes(text[..Math.Min(text.Length, MaxWord)], to)];

    // ASCII is the same in UTF-8, so it has been reported.
    private static bool IsLatin(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        !left.ContainsAnyExceptInRange('\0', '\u00FF') && !right.ContainsAnyExceptInRange('\0', '\u00FF')
        && (!Ascii.IsValid(left) || !Ascii.IsValid(right));
}

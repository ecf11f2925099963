using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Called by instrumented code only. The methods report comparisons to libFuzzer, which writes the operands into later inputs.
/// Without libFuzzer in the process they only compare.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[StackTraceHidden]
public static unsafe class Hooks
{
    // The functions neither block nor call back, so no GC transition is needed.
    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<uint, uint, void> Trace4 =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<uint, uint, void>)LibFuzzer.Find("__sanitizer_cov_trace_cmp4");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<ulong, ulong, void> Trace8 =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<ulong, ulong, void>)LibFuzzer.Find("__sanitizer_cov_trace_cmp8");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*, byte*, nint, int, void> TraceEqual =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*, byte*, nint, int, void>)LibFuzzer.Find(
            "__sanitizer_weak_hook_memcmp");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*, nint, byte*, nint, nint, void> TraceFind =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*, nint, byte*, nint, nint, void>)LibFuzzer.Find(
            "__sanitizer_weak_hook_memmem");

    /// <summary>
    /// Reports two 32-bit numbers that are about to be compared. Numbers that fit a byte are not reported, nor is a comparison
    /// with zero: libFuzzer finds bytes by trying, and most comparisons with zero are of counts, indexes and default values.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Compare4(int left, int right)
    {
        if (left != right && left != 0 && right != 0 && (uint)(left | right) > byte.MaxValue && Trace4 != null)
        {
            Trace4((uint)left, (uint)right);
            if (ParsedNumbers.Any)
            {
                ParsedNumbers.Compared(left, right);
            }
        }
    }

    /// <summary>Reports two 64-bit numbers that are about to be compared, by the same rules.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Compare8(long left, long right)
    {
        if (left != right && left != 0 && right != 0 && (ulong)(left | right) > byte.MaxValue && Trace8 != null)
        {
            Trace8((ulong)left, (ulong)right);
            if (ParsedNumbers.Any)
            {
                ParsedNumbers.Compared(left, right);
            }
        }
    }

    /// <summary>Reports the bits of two floats that are about to be compared.</summary>
    public static void CompareSingle(float left, float right)
    {
        Compare4(BitConverter.SingleToInt32Bits(left), BitConverter.SingleToInt32Bits(right));
        CompareParsed(left, right);
    }

    /// <summary>Reports the bits of two doubles that are about to be compared.</summary>
    public static void CompareDouble(double left, double right)
    {
        Compare8(BitConverter.DoubleToInt64Bits(left), BitConverter.DoubleToInt64Bits(right));
        CompareParsed(left, right);
    }

    /// <summary>Replaces <see cref="MemoryExtensions.SequenceEqual{T}(Span{T}, ReadOnlySpan{T})"/>.</summary>
    public static bool SequenceEqual(Span<byte> span, ReadOnlySpan<byte> other) => SequenceEqual((ReadOnlySpan<byte>)span, other);

    /// <summary>Replaces <see cref="MemoryExtensions.StartsWith{T}(Span{T}, ReadOnlySpan{T})"/>.</summary>
    public static bool StartsWith(Span<byte> span, ReadOnlySpan<byte> value) => StartsWith((ReadOnlySpan<byte>)span, value);

    /// <summary>Replaces <see cref="MemoryExtensions.SequenceEqual{T}(ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</summary>
    public static bool SequenceEqual(ReadOnlySpan<byte> span, ReadOnlySpan<byte> other)
    {
        bool isEqual = span.SequenceEqual(other);
        return isEqual || ReportUnequal(span, other);
    }

    /// <summary>Replaces <see cref="MemoryExtensions.StartsWith{T}(ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</summary>
    public static bool StartsWith(ReadOnlySpan<byte> span, ReadOnlySpan<byte> value)
    {
        bool starts = span.StartsWith(value);
        return starts || ReportUnequal(span, value);
    }

    /// <summary>Replaces <see cref="MemoryExtensions.EndsWith{T}(ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</summary>
    public static bool EndsWith(ReadOnlySpan<byte> span, ReadOnlySpan<byte> value)
    {
        bool ends = span.EndsWith(value);
        return ends || ReportUnequal(span.Length > value.Length ? span[^value.Length..] : span, value);
    }

    /// <summary>Replaces <see cref="MemoryExtensions.IndexOf{T}(ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</summary>
    public static int IndexOf(ReadOnlySpan<byte> span, ReadOnlySpan<byte> value)
    {
        int index = span.IndexOf(value);
        if (index < 0 && TraceFind != null && value.Length > 0)
        {
            fixed (byte* first = span, second = value)
            {
                TraceFind(0, first, span.Length, second, value.Length, 0);
            }
        }

        return index;
    }

    private static void CompareParsed(double left, double right)
    {
        if (ParsedNumbers.Any)
        {
            ParsedNumbers.Compared(BitConverter.DoubleToInt64Bits(left), BitConverter.DoubleToInt64Bits(right), areDoubles: true);
        }
    }

    private static bool ReportUnequal(ReadOnlySpan<byte> span, ReadOnlySpan<byte> other)
    {
        int length = Math.Min(span.Length, other.Length);
        if (TraceEqual != null && length > 0)
        {
            fixed (byte* first = span, second = other)
            {
                TraceEqual(0, first, second, length, 1);
            }
        }

        return false;
    }
}

using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LineFraming;

/// <summary>
/// Finds where delimiters end in a chunk and writes the positions into a <see cref="LineEndQueue"/>. It knows nothing of
/// lines: an end may belong to no line, as the second <c>aa</c> of <c>aaa</c> does.
/// </summary>
internal abstract class DelimiterScanner(int bytesBefore, LastByteTable lastBytes)
{
    /// <summary>How many bytes of the chunk must come before a block that is compared, to know which delimiters end in it.</summary>
    public int BytesBefore => bytesBefore;

    /// <summary>The scanner that is compiled for the shape of some delimiters, and for the hardware's vectors.</summary>
    /// <remarks>
    /// A processor with AVX-512 gets wide blocks even where the runtime itself avoids vectors of 512 bits: two narrow ones take
    /// up to 25 % longer.
    /// </remarks>
    public static DelimiterScanner For(byte[][] delimiters, bool isAnyNewline, LastByteTable lastBytes) =>
        Vector512.IsHardwareAccelerated || Avx512BW.IsSupported
            ? For<WideBlock>(delimiters, isAnyNewline, lastBytes)
            : For<SplitBlock>(delimiters, isAnyNewline, lastBytes);

    /// <summary>
    /// Fills an empty queue. Nothing before <paramref name="from"/> matters. The scan for the next end stops at
    /// <paramref name="to"/>, because by then the line is oversized; the scan for those after it at <paramref name="ahead"/>.
    /// </summary>
    public void Fill(ReadOnlySpan<byte> chunk, int from, int to, int ahead, scoped ref LineEndQueue queue)
    {
        queue.Restart(from);
        if (queue.Scanned >= BytesBefore && chunk.Length >= BytesBefore + ByteBlock.Size && ByteBlock.IsFast)
        {
            ScanBlocks(chunk, to, ahead, ref queue);
        }
        else if (queue.Scanned < to)
        {
            ScanBytes(chunk, to, ref queue);
        }
    }

    /// <summary>
    /// Fills the queue block by block. At least <see cref="BytesBefore"/> bytes of the chunk were scanned, and it has 64 bytes more than
    /// that, of which some may have been scanned.
    /// </summary>
    protected abstract void ScanBlocks(ReadOnlySpan<byte> chunk, int to, int ahead, scoped ref LineEndQueue queue);

    /// <summary>The scanner with the given kind of blocks, whatever the hardware has.</summary>
    internal static DelimiterScanner For<TBlock>(byte[][] delimiters, bool isAnyNewline, LastByteTable lastBytes)
        where TBlock : struct, IByteBlock<TBlock>
    {
        // Of CRLF and LF only LF is sought: where a delimiter ends, its suffix ends too.
        List<byte[]> sought = [];
        foreach (byte[] delimiter in delimiters)
        {
            if (!EndsWithAnother(delimiter, delimiters))
            {
                sought.Add(delimiter);
            }
        }

        byte[] one = sought[0];
        byte[] other = sought[^1];
        return (sought.Count, one.Length, other.Length) switch
        {
            (2, _, _) when isAnyNewline => new BlockScanner<AnyNewlineMask<TBlock>, TBlock>(new AnyNewlineMask<TBlock>(), lastBytes),
            (1, 1, _) => new BlockScanner<OneByteMask<TBlock>, TBlock>(new OneByteMask<TBlock>(one[0]), lastBytes),
            (1, 2, _) => new BlockScanner<TwoBytesMask<TBlock>, TBlock>(new TwoBytesMask<TBlock>(one[0], one[1]), lastBytes),
            (1, 4, _) => new BlockScanner<FourBytesMask<TBlock>, TBlock>(new FourBytesMask<TBlock>(one), lastBytes),
            (2, 1, 1) => new BlockScanner<EitherByteMask<TBlock>, TBlock>(new EitherByteMask<TBlock>(one[0], other[0]), lastBytes),
            (2, 2, 2) => new BlockScanner<EitherTwoBytesMask<TBlock>, TBlock>(new EitherTwoBytesMask<TBlock>(one, other), lastBytes),
            _ => new BlockScanner<AnyMask<TBlock>, TBlock>(new AnyMask<TBlock>([.. sought]), lastBytes),
        };
    }

    private static bool EndsWithAnother(byte[] delimiter, byte[][] delimiters)
    {
        foreach (byte[] other in delimiters)
        {
            if (other.Length < delimiter.Length && delimiter.AsSpan().EndsWith(other))
            {
                return true;
            }
        }

        return false;
    }

    // Finds only the next end. For a chunk in which no block fits, and for hardware without vectors.
    private void ScanBytes(ReadOnlySpan<byte> chunk, int to, scoped ref LineEndQueue queue)
    {
        PathCounts.Took(LinePath.ScannedByByte);
        int scanned = queue.Scanned;
        PathCounts.Scanned(to - scanned);
        while (scanned < to)
        {
            int next = lastBytes.IndexIn(chunk[scanned..to]);
            if (next < 0)
            {
                break;
            }

            scanned += next + 1;
            PathCounts.Scanned(1);
            if (lastBytes.LongestAtEndOf(chunk[..scanned]) >= 0)
            {
                PathCounts.Scanned(scanned - to);
                queue.Add(scanned);
                return;
            }
        }

        queue.Publish(to, to, 0);
    }
}

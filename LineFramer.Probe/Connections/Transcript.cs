using System.Diagnostics;
using System.Globalization;

namespace LineFraming.Probe;

/// <summary>What was sent, with the pauses between, and what came: the record of one conversation.</summary>
internal sealed class Transcript
{
    private const int MaxKept = 1 << 16;

    // The record keeps only the beginning of a flood.
    private const int MaxKeptInAll = 1 << 20;
    private const int MinKept = 64;
    private static readonly TimeSpan Shown = TimeSpan.FromMilliseconds(10);

    private readonly List<Entry> _entries = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _kept;

    private enum Kind
    {
        Sent,
        Received,
        Remark,
    }

    /// <summary>Bytes that the operating system was given to send, as one write.</summary>
    public void Sent(ReadOnlySpan<byte> bytes) => Add(Kind.Sent, bytes, "");

    /// <summary>Bytes that came, as one read.</summary>
    public void Received(ReadOnlySpan<byte> bytes) => Add(Kind.Received, bytes, "");

    /// <summary>An event that is not bytes.</summary>
    public void Remark(string text) => Add(Kind.Remark, [], text);

    /// <summary>
    /// The record, one line for each write, read and pause; of more than <paramref name="max"/> bytes the middle is left out
    /// and counted.
    /// </summary>
    public IEnumerable<string> Lines(int max)
    {
        TimeSpan last = TimeSpan.Zero;
        foreach (Entry entry in _entries.ToArray())
        {
            TimeSpan pause = entry.At - last;
            last = entry.At;
            if (pause > Shown)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"   ({pause.TotalMilliseconds:0} ms)");
            }

            yield return entry.Kind switch
            {
                Kind.Sent => $"-> {Text(entry, max)}",
                Kind.Received => $"<- {Text(entry, max)}",
                _ => $"   ({entry.Remark})",
            };
        }
    }

    private static string Text(Entry entry, int max)
    {
        string text = Escape.Quote(entry.Bytes, max);
        return entry.Length == entry.Bytes.Length ? text : $"{text} and {entry.Length - entry.Bytes.Length} bytes more";
    }

    private void Add(Kind kind, ReadOnlySpan<byte> bytes, string remark)
    {
        byte[] kept = bytes[..Math.Min(bytes.Length, _kept < MaxKeptInAll ? MaxKept : MinKept)].ToArray();
        _kept += kept.Length;
        _entries.Add(new(kind, Stopwatch.GetElapsedTime(_start), kept, bytes.Length, remark));
    }

    private sealed record Entry(Kind Kind, TimeSpan At, byte[] Bytes, int Length, string Remark);
}

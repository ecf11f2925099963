using System.Runtime.InteropServices;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace LineFraming.FuzzEngine;

/// <summary>Where a basic block is in the source.</summary>
internal readonly record struct BlockSource(string Method, string? File, int Line);

/// <summary>Finds where the blocks of one method are in the source.</summary>
internal sealed class BlockSources
{
    // What deterministic builds write in place of the folder that they were made in.
    private const string SourceRoot = "/_/";

    private readonly string _method;
    private readonly string? _fileWithoutPoints;
    private readonly List<SequencePoint> _points;
    private int _next;

    /// <summary>Prepares; to be called before the method is rewritten.</summary>
    public BlockSources(MethodDefinition method)
    {
        _method = $"{method.DeclaringType.FullName.Replace('/', '+')}.{method.Name}";
        _fileWithoutPoints = method.Module.HasSymbols ? null : method.Module.Name;
        _points = [.. method.DebugInformation.SequencePoints.Where(point => !point.IsHidden)];
    }

    /// <summary>The source of the block that begins with an instruction; to be called in the order of the instructions.</summary>
    public BlockSource At(int offset)
    {
        if (_points.Count == 0)
        {
            return new(_method, _fileWithoutPoints, 0);
        }

        while (_next < _points.Count && _points[_next].Offset <= offset)
        {
            _next++;
        }

        // A block may begin amid a statement, or with what the compiler added before the first.
        SequencePoint point = _points[Math.Max(_next - 1, 0)];
        return new(_method, Relative(point.Document.Url), point.StartLine);
    }

    private static string Relative(string file) => file.StartsWith(SourceRoot, StringComparison.Ordinal) ? file[SourceRoot.Length..] : file;
}

/// <summary>
/// The same as the native host wants it, in memory that is never moved nor freed. The host answers from it by itself,
/// for it is asked even while a crash is reported, when no managed code can run.
/// </summary>
internal static unsafe class NativeSources
{
    // Functions of this file are left out where libFuzzer prints coverage.
    private const string NoFile = "<null>";

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public nint Method;
        public nint File;
        public int Line;
    }

    /// <summary>Copies the table; its address.</summary>
    public static void* Copy(IReadOnlyList<BlockSource> sources)
    {
        Dictionary<string, nint> texts = [];
        Entry* entries = (Entry*)NativeMemory.Alloc((nuint)sources.Count, (nuint)sizeof(Entry));
        for (int i = 0; i < sources.Count; i++)
        {
            entries[i] = new Entry { Method = Text(texts, sources[i].Method), File = Text(texts, sources[i].File ?? NoFile), Line = sources[i].Line };
        }

        return entries;
    }

    private static nint Text(Dictionary<string, nint> texts, string text)
    {
        if (!texts.TryGetValue(text, out nint copy))
        {
            copy = Marshal.StringToCoTaskMemUTF8(text);
            texts.Add(text, copy);
        }

        return copy;
    }
}

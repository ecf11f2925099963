using System.Runtime.InteropServices;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace LineFraming.FuzzEngine;

/// <summary>The source location of a basic block.</summary>
internal readonly record struct BlockSource(string Method, string? File, int Line);

/// <summary>Finds the source locations of the blocks of one method.</summary>
internal sealed class BlockSources
{
    // Deterministic builds write this in place of the source folder.
    private const string SourceRoot = "/_/";

    private readonly string _method;
    private readonly string? _fileWithoutPoints;
    private readonly List<SequencePoint> _points;
    private int _next;

    /// <summary>Reads the sequence points; must be called before the method is rewritten.</summary>
    public BlockSources(MethodDefinition method)
    {
        _method = $"{method.DeclaringType.FullName.Replace('/', '+')}.{method.Name}";
        _fileWithoutPoints = method.Module.HasSymbols ? null : method.Module.Name;
        _points = [.. method.DebugInformation.SequencePoints.Where(point => !point.IsHidden)];
    }

    /// <summary>Returns the location of the block at an offset; must be called in the order of the instructions.</summary>
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

        // A block may begin in the middle of a statement, or before the first statement with compiler-generated code.
        SequencePoint point = _points[Math.Max(_next - 1, 0)];
        return new(_method, Relative(point.Document.Url), point.StartLine);
    }

    private static string Relative(string file) => file.StartsWith(SourceRoot, StringComparison.Ordinal) ? file[SourceRoot.Length..] : file;
}

/// <summary>
/// Copies source locations to native memory that is neither moved nor freed. The native host reads them itself, because
/// libFuzzer asks for them even while it reports a crash, when no managed code can run.
/// </summary>
internal static unsafe class NativeSources
{
    // libFuzzer leaves functions of this file out of its coverage report.
    private const string NoFile = "<null>";

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public nint Method;
        public nint File;
        public int Line;
    }

    /// <summary>Copies the table and returns its address.</summary>
    public static void* Copy(IReadOnlyList<BlockSource> sources)
    {
        Dictionary<string, nint> texts = [];
        Entry* entries = (Entry*)NativeMemory.Alloc((nuint)sources.Count, (nuint)sizeof(Entry));
        for (int i = 0; i < sources.Count; i++)
        {
            entries[i] = new Entry
            {
                Method = Text(texts, sources[i].Method),
                File = Text(texts, sources[i].File ?? NoFile),
                Line = sources[i].Line,
            };
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

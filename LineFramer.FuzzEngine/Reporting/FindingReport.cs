using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>
/// The report of an exception that left a target, in the one form that sessions, replay and minimize print. Programs that sort
/// findings by libFuzzer's reports read it too: the marker's line gives the kind, the numbered frames give the place.
/// <code>
/// ==4711== FATAL EXCEPTION: System.FormatException
/// message: no digits
///  System.FormatException: no digits
///    at Picture.Parse(ReadOnlySpan`1 bytes) in Picture.cs:line 12
///     #0 0x00000000002a in Picture.Parse(ReadOnlySpan) Picture.cs:12
/// DEDUP_TOKEN: Picture.Parse
/// SUMMARY: libFuzzer: uncaught exception
/// </code>
/// </summary>
internal static class FindingReport
{
    /// <summary>What the first line has after the number of the process.</summary>
    public const string Marker = "FATAL EXCEPTION: ";

    /// <summary>What a numbered frame begins with.</summary>
    public const string NumberedFrame = "    #";

    /// <summary>What the line with the methods begins with by which the same finding is known.</summary>
    public const string Token = "DEDUP_TOKEN: ";

    private const string Message = "message: ";
    private const string Summary = "SUMMARY: libFuzzer: uncaught exception";

    // The runtime shows the outermost frame even if it is hidden.
    private const string OwnFrame = "   at LineFraming.FuzzEngine.";
    private const int FramesOfToken = 3;
    private const int MostFrames = 50;
    private const int MostLines = 200;
    private const int MostInner = 10;

    /// <summary>The report, with a newline after each line.</summary>
    public static string Of(Exception failure)
    {
        StringBuilder report = new();
        AddLine(report, string.Create(CultureInfo.InvariantCulture, $"=={Environment.ProcessId}== {Marker}{failure.GetType().FullName}"));
        AddLine(report, Message + LinesOf(failure.Message)[0]);
        foreach (string line in LinesOf(failure.ToString()).Where(line => !line.StartsWith(OwnFrame, StringComparison.Ordinal)).Take(MostLines))
        {
            // A message has lines of the target's own, and none may begin as a line of libFuzzer's does.
            AddLine(report, IsOfTrace(line) ? line : $" {line}");
        }

        List<StackFrame> frames = FramesOfCause(failure);
        for (int i = 0; i < frames.Count; i++)
        {
            AddLine(report, string.Create(
                CultureInfo.InvariantCulture, $"{NumberedFrame}{i} 0x{Math.Max(frames[i].GetILOffset(), 0):x12} in {Signature(frames[i].GetMethod()!)} {Place(frames[i])}"));
        }

        AddLine(report, $"{Token}{string.Join("--", frames.Take(FramesOfToken).Select(frame => MethodName(frame.GetMethod()!)))}");
        AddLine(report, Summary);
        return report.ToString();
    }

    /// <summary>
    /// What inputs share that are the same finding: the exception's type, and the innermost methods outside of the framework that
    /// do more than throw.
    /// </summary>
    public static string KeyOf(Exception failure)
    {
        List<StackFrame> all = FramesOfCause(failure, withFiles: false);
        List<StackFrame> own = [.. all.Where(frame => !IsOfFramework(frame.GetMethod()!))];
        IEnumerable<string> methods = (own.Count > 0 ? own : all).Take(FramesOfToken).Select(frame => ShortName(frame.GetMethod()!));
        return $"{failure.GetType().FullName} in {string.Join(", ", methods)}";
    }

    /// <summary>What of a report is for people: neither the frames once more, with numbers, nor the line that ends it.</summary>
    public static IEnumerable<string> ForPeople(IEnumerable<string> lines) => lines.Where(
        line => !line.StartsWith(NumberedFrame, StringComparison.Ordinal) && line != Summary);

    private static string[] LinesOf(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private static bool IsOfTrace(string line) => line.StartsWith("   at ", StringComparison.Ordinal) || line.StartsWith("   --- ", StringComparison.Ordinal);

    private static void AddLine(StringBuilder report, string line) => report.Append(Printable.Line(line)).Append('\n');

    // The frames of the innermost exception that has any: it is the cause.
    private static List<StackFrame> FramesOfCause(Exception failure, bool withFiles = true)
    {
        List<StackFrame> frames = [];
        Exception? next = failure;
        for (int depth = 0; depth < MostInner && next is not null; depth++, next = next.InnerException)
        {
            List<StackFrame> inner = [.. new StackTrace(next, withFiles).GetFrames().Where(IsReported).Take(MostFrames)];
            frames = inner.Count > 0 ? inner : frames;
        }

        return frames;
    }

    // The engine's own frames are hidden. What only throws for others would stand in the place of what failed.
    private static bool IsReported(StackFrame frame)
    {
        if (frame.GetMethod() is not { } method)
        {
            return false;
        }

        Type? type = method.DeclaringType;
        bool isHidden = method.IsDefined(typeof(StackTraceHiddenAttribute)) || type?.IsDefined(typeof(StackTraceHiddenAttribute)) == true;
        return !isHidden && type?.Name != "ThrowHelper" && !(IsOfFramework(method) && method.Name.StartsWith("Throw", StringComparison.Ordinal));
    }

    private static bool IsOfFramework(MethodBase method) =>
        method.DeclaringType?.Assembly.GetName().Name is { } assembly && assembly.StartsWith("System.", StringComparison.Ordinal);

    private static string ShortName(MethodBase method)
    {
        (Type? type, string name) = MethodNames.Of(method);
        return type is null ? name : $"{Plain(type.Name)}.{name.TrimStart('.')}";
    }

    private static string Signature(MethodBase method) =>
        $"{MethodName(method)}({string.Join(", ", method.GetParameters().Select(parameter => Plain(parameter.ParameterType.Name)))})";

    private static string MethodName(MethodBase method)
    {
        (Type? type, string name) = MethodNames.Of(method);
        string qualified = type is null ? "" : $"{Plain((type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name)}.";
        return $"{qualified}{name}".Replace("..ctor", ".ctor", StringComparison.Ordinal).Replace("..cctor", ".cctor", StringComparison.Ordinal);
    }

    // A nested type after a dot, no number of type parameters, no white space or brackets that would end the name.
    private static string Plain(string name)
    {
        StringBuilder plain = new(name.Length);
        bool isArity = false;
        foreach (char character in name)
        {
            isArity = character == '`' || (isArity && char.IsAsciiDigit(character));
            plain.Append(isArity || character is '&' or '*' or '[' or ']' ? "" : character is '+' ? "." : character.ToString());
        }

        return plain.ToString();
    }

    private static string Place(StackFrame frame) => frame.GetFileName() is { } file
        ? string.Create(CultureInfo.InvariantCulture, $"{file}:{frame.GetFileLineNumber()}")
        : $"({frame.GetMethod()!.Module.Assembly.GetName().Name}.dll)";
}

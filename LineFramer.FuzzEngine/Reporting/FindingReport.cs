using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Formats the report of an exception that left a target; sessions, replay and minimize print it. Services that deduplicate
/// libFuzzer's reports read it too: the line with the marker has the kind, and the numbered frames have the location.
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
    /// <summary>The marker in the first line, after the number of the process.</summary>
    public const string Marker = "FATAL EXCEPTION: ";

    /// <summary>The start of a numbered frame.</summary>
    public const string NumberedFrame = "    #";

    /// <summary>The start of the line whose methods identify the finding.</summary>
    public const string Token = "DEDUP_TOKEN: ";

    private const string Message = "message: ";
    private const string Summary = "SUMMARY: libFuzzer: uncaught exception";

    // The runtime prints the outermost frame even if it is hidden.
    private const string OwnFrame = "   at LineFraming.FuzzEngine.";
    private const int TokenFrames = 3;
    private const int MaxFrames = 50;
    private const int MaxLines = 200;
    private const int MaxInnerExceptions = 10;

    /// <summary>Formats the report, with a newline after each line.</summary>
    public static string Of(Exception failure)
    {
        StringBuilder report = new();
        AddLine(report, string.Create(CultureInfo.InvariantCulture, $"=={Environment.ProcessId}== {Marker}{failure.GetType().FullName}"));
        AddLine(report, Message + LinesOf(MessageOf(failure))[0]);
        foreach (string line in LinesOf(TextOf(failure)).Where(line => !line.StartsWith(OwnFrame, StringComparison.Ordinal))
            .Take(MaxLines))
        {
            // A line of the message must not look like a line of libFuzzer, so it is indented.
            AddLine(report, IsOfTrace(line) ? line : $" {line}");
        }

        List<StackFrame> frames = FramesOfCause(failure);
        for (int i = 0; i < frames.Count; i++)
        {
            StackFrame frame = frames[i];
            string offset = Math.Max(frame.GetILOffset(), 0).ToString("x12", CultureInfo.InvariantCulture);
            AddLine(report, $"{NumberedFrame}{i} 0x{offset} in {Signature(frame.GetMethod()!)} {Place(frame)}");
        }

        AddLine(report, $"{Token}{string.Join("--", frames.Take(TokenFrames).Select(frame => MethodName(frame.GetMethod()!)))}");
        AddLine(report, Summary);
        return report.ToString();
    }

    /// <summary>The message of an exception; if that throws or is null, a text that says so.</summary>
    public static string MessageOf(Exception failure) =>
        Guarded(() => failure.Message, thrown => $"(there is no message: {thrown} was thrown instead)") ?? "(the message is null)";

    /// <summary>
    /// Makes the key that all inputs of one finding share: the type of the exception and the innermost methods outside of the
    /// framework, without those that only throw.
    /// </summary>
    public static string KeyOf(Exception failure)
    {
        List<StackFrame> all = FramesOfCause(failure, withFiles: false);
        List<StackFrame> own = [.. all.Where(frame => !IsOfFramework(frame.GetMethod()!))];
        IEnumerable<string> methods = (own.Count > 0 ? own : all).Take(TokenFrames).Select(frame => ShortName(frame.GetMethod()!));
        return $"{failure.GetType().FullName} in {string.Join(", ", methods)}";
    }

    /// <summary>Removes the lines of a report that are for programs: the numbered frames and the summary.</summary>
    public static IEnumerable<string> ForDisplay(IEnumerable<string> lines) => lines.Where(
        line => !line.StartsWith(NumberedFrame, StringComparison.Ordinal) && line != Summary);

    /// <summary>The text of an exception; if that throws, its type and stack.</summary>
    public static string TextOf(Exception failure) => Guarded(
        () => failure.ToString(),
        _ => $"{failure.GetType().FullName}: {MessageOf(failure)}\n{new StackTrace(failure, fNeedFileInfo: true)}") ?? "";

    /// <summary>
    /// The exception; if its text or message throws, another one with the same report. Test runners read both, also of an inner
    /// exception.
    /// </summary>
    public static Exception Readable(Exception failure) =>
        Guarded(() => $"{failure}{failure.Message}", _ => null) is null ? new InvalidOperationException(TextOf(failure)) : failure;

    // A target's exceptions are its own code, which must not end the process that reports them.
    private static string? Guarded(Func<string?> text, Func<string?, string?> instead)
    {
        try
        {
            return text();
        }
#pragma warning disable CA1031 // Whatever it throws, the finding is reported.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            return instead(thrown.GetType().FullName);
        }
    }

    private static string[] LinesOf(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private static bool IsOfTrace(string line) =>
        line.StartsWith("   at ", StringComparison.Ordinal) || line.StartsWith("   --- ", StringComparison.Ordinal);

    private static void AddLine(StringBuilder report, string line) => report.Append(Printable.Line(line)).Append('\n');

    // Returns the frames of the innermost exception that has any: that exception is the cause.
    private static List<StackFrame> FramesOfCause(Exception failure, bool withFiles = true)
    {
        List<StackFrame> frames = [];
        Exception? next = failure;
        for (int depth = 0; depth < MaxInnerExceptions && next is not null; depth++, next = next.InnerException)
        {
            List<StackFrame> inner = [.. new StackTrace(next, withFiles).GetFrames().Where(IsReported).Take(MaxFrames)];
            frames = inner.Count > 0 ? inner : frames;
        }

        return frames;
    }

    // Excludes the engine's own frames, which are hidden, and methods that only throw for their caller.
    private static bool IsReported(StackFrame frame)
    {
        if (frame.GetMethod() is not { } method)
        {
            return false;
        }

        Type? type = method.DeclaringType;
        bool isHidden = method.IsDefined(typeof(StackTraceHiddenAttribute)) || type?.IsDefined(typeof(StackTraceHiddenAttribute)) == true;
        return !isHidden && type?.Name != "ThrowHelper"
            && !(IsOfFramework(method) && method.Name.StartsWith("Throw", StringComparison.Ordinal));
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
        string qualified = type is null
            ? ""
            : $"{Plain((type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name)}.";
        return $"{qualified}{name}".Replace("..ctor", ".ctor", StringComparison.Ordinal)
            .Replace("..cctor", ".cctor", StringComparison.Ordinal);
    }

    // Writes a nested type after a dot, and leaves out the number of type parameters and brackets, which would end the name.
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

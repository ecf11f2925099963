using System.Text;
using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace LineFraming.FuzzEngine;

/// <summary>
/// Collects words for libFuzzer's dictionary: the string and byte literals of an assembly. Then libFuzzer need not guess text
/// that is compared with one of them byte by byte.
/// </summary>
internal static partial class Literals
{
    // libFuzzer rejects longer words and finds shorter ones by itself.
    private const int MinWord = 2;
    private const int MaxWord = 64;

    // libFuzzer tries all words equally often, so too many of them delay the useful ones.
    private const int MaxWords = 2048;

    // A literal with more blanks is probably a message, which no input is compared with.
    private const int MaxBlanks = 2;

    /// <summary>Lists the words of the included types, each once, in the order of the assembly.</summary>
    public static IReadOnlyList<byte[]> Of(ModuleDefinition module, Predicate<TypeDefinition>? includes = null)
    {
        bool isWide = ReadsUtf16(module);
        HashSet<string> seen = [];
        List<byte[]> words = [];
        foreach (MethodDefinition method in module.Types.Where(type => includes is null || includes(type))
            .SelectMany(WithNested)
            .SelectMany(type => type.Methods))
        {
            foreach (byte[] word in method.HasBody ? Of(method.Body, isWide) : [])
            {
                if (words.Count < MaxWords && seen.Add(Convert.ToHexString(word)))
                {
                    words.Add(word);
                }
            }
        }

        return words;
    }

    /// <summary>Lists the words of one method.</summary>
    public static IEnumerable<byte[]> Of(MethodBody body, bool isWide) =>
        AllOf(body, isWide).Where(word => word.Length is >= MinWord and <= MaxWord);

    private static IEnumerable<byte[]> AllOf(MethodBody body, bool isWide)
    {
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Operand is FieldDefinition { InitialValue.Length: > 0 } data)
            {
                yield return WithoutNul(data.InitialValue);
            }

            foreach (string text in instruction.Operand is string literal && !IsMessage(literal, instruction.Next) ? PartsOf(literal) : [])
            {
                yield return Encoding.UTF8.GetBytes(text);
                if (isWide)
                {
                    yield return Encoding.Unicode.GetBytes(text);
                }
            }
        }
    }

    private static bool IsMessage(string literal, Instruction? next) =>
        literal.Count(c => c == ' ') > MaxBlanks
        || (next?.OpCode == OpCodes.Newobj
            && next.Operand is MethodReference { DeclaringType.Name: { } type }
            && type.EndsWith("Exception", StringComparison.Ordinal));

    // If a literal is the pattern of a regular expression, the parts without special characters are words too.
    private static IEnumerable<string> PartsOf(string literal) =>
        Special().IsMatch(literal)
            ? [literal, .. Spelled().Matches(literal).Select(match => Escaped().Replace(match.Value, "$1"))]
            : [literal];

    // The compiler appends a NUL to a UTF-8 literal.
    private static byte[] WithoutNul(byte[] data) =>
        data.Length > 1 && data[^1] == 0 && !data.AsSpan(0, data.Length - 1).Contains((byte)0) ? data[..^1] : data;

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static bool ReadsUtf16(ModuleDefinition module) => module.GetMemberReferences().Any(member =>
        (member.Name == "get_Unicode" && member.DeclaringType.FullName == "System.Text.Encoding")
        || member.DeclaringType.FullName == "System.Text.UnicodeEncoding"
        || (member.Name == "Cast" && member.DeclaringType.FullName == "System.Runtime.InteropServices.MemoryMarshal"));

    [GeneratedRegex(@"[\\\[\](){}|*+?^$]")]
    private static partial Regex Special();

    [GeneratedRegex(@"(?:[^\\\[\](){}|*+?^$.]|\\[^a-zA-Z0-9])+")]
    private static partial Regex Spelled();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped();
}

using System.Text;
using Mono.Cecil;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests that the literals of an assembly are in the dictionary of a session.</summary>
public sealed class LiteralsTests
{
    [Fact]
    public void Strings_and_bytes_are_words_and_messages_are_not() =>
        Assert.Equal(["EHLO", "MAIL"], WordsOf(nameof(Sample.Commands)));

    [Fact]
    public void Plain_parts_of_a_pattern_are_words() =>
        Assert.Equal([@"^GET /[a-z]+\.html$", "GET /", "a-z", ".html"], WordsOf(nameof(Sample.Pattern)));

    /// <summary>Other assemblies get no such words, because more words make each one less likely to be tried.</summary>
    [Fact]
    public void Words_are_also_in_UTF_16_if_the_assembly_reads_it()
    {
        using ModuleDefinition module = ModuleDefinition.CreateModule("sample", ModuleKind.Dll);
        TypeDefinition type = new("", "T", TypeAttributes.Class, module.TypeSystem.Object);
        MethodDefinition method = new("M", MethodAttributes.Static, module.TypeSystem.Void);
        method.Body.GetILProcessor().Emit(Mono.Cecil.Cil.OpCodes.Ldstr, "word");
        type.Methods.Add(method);
        module.Types.Add(type);
        Assert.Equal(["word"], Literals.Of(module).Select(Encoding.UTF8.GetString));

        method.Body.GetILProcessor().Emit(Mono.Cecil.Cil.OpCodes.Call, module.ImportReference(typeof(Encoding).GetMethod("get_Unicode")));
        using MemoryStream written = new();
        module.Write(written);
        using ModuleDefinition read = ModuleDefinition.ReadModule(new MemoryStream(written.ToArray()));
        Assert.Equal([.. "word"u8, .. "w\0o\0r\0d\0"u8], Literals.Of(read).SelectMany(word => word));
    }

    [Fact]
    public void The_users_dictionary_is_copied_unchanged()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        string named = Path.Combine(folder.FullName, "named");
        string written = Path.Combine(folder.FullName, "written");
        File.WriteAllText(named, "# words\nkw=\"a\\x00b\"\n");
        FuzzMethod method = new(
            typeof(Sample).Assembly.Location,
            "Any.Method",
            [$"{typeof(Sample).Assembly.GetName().Name}:{typeof(LiteralsTests).FullName}"]);
        Assert.True(SessionDictionary.Write(written, new FuzzTarget("any", method, _ => { }) { Dictionary = named, TakesLiterals = true }));
        string[] lines = File.ReadAllLines(written);
        Assert.Equal(["# words", "kw=\"a\\x00b\""], lines[..2]);
        Assert.Contains("\"\\x45\\x48\\x4c\\x4f\"", lines);
        folder.Delete(recursive: true);
    }

    private static IEnumerable<string> WordsOf(string method)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(Sample).Assembly.Location);
        TypeDefinition sample = module.GetType(typeof(Sample).FullName!.Replace('+', '/'));
        return [.. Literals.Of(sample.Methods.Single(one => one.Name == method).Body, isWide: false).Select(Encoding.UTF8.GetString)];
    }

    private static class Sample
    {
        public static bool Commands(ReadOnlySpan<byte> input, string text)
        {
            if (text == "EHLO")
            {
                return input.StartsWith("MAIL"u8);
            }

            return text.Length == 0 ? throw new InvalidOperationException("empty") : text == "this is a message to people";
        }

        public static bool Pattern(string text) => System.Text.RegularExpressions.Regex.IsMatch(text, @"^GET /[a-z]+\.html$");
    }
}

using Mono.Cecil;

namespace LineFraming.FuzzEngine;

/// <summary>Writes a session's dictionary: the words of the target, the literals of instrumented code, and the user's entries.</summary>
internal static class SessionDictionary
{
    /// <summary>Writes the dictionary and returns whether it has entries.</summary>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static bool Write(string file, FuzzTarget target)
    {
        List<string> lines = target.Dictionary is null ? [] : [.. File.ReadAllLines(target.Dictionary)];
        lines.AddRange(target.Words.Concat(target.TakesLiterals ? LiteralsOf(target.Method) : []).Select(InHex).Distinct());
        File.WriteAllLines(file, lines);
        return lines.Count > 0;
    }

    private static IEnumerable<byte[]> LiteralsOf(FuzzMethod method)
    {
        AssemblyLocator locator = method.Locator;
        foreach ((string name, Predicate<TypeDefinition>? includes) in InstrumentedTarget.Instrumented(method.Instrument))
        {
            if (locator.PathToInstrument(new(name)) is { } path)
            {
                using ModuleDefinition module = ModuleDefinition.ReadModule(path);
                foreach (byte[] word in Literals.Of(module, includes))
                {
                    yield return word;
                }
            }
        }
    }

    // The format of libFuzzer's dictionaries.
    private static string InHex(byte[] word) => $"\"{string.Concat(word.Select(b => $"\\x{b:x2}"))}\"";
}

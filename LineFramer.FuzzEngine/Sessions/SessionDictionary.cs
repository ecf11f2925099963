using Mono.Cecil;

namespace LineFraming.FuzzEngine;

/// <summary>The dictionary that a session gives to libFuzzer: a target's own words, those of the code that is fuzzed, and the user's.</summary>
internal static class SessionDictionary
{
    /// <summary>Writes it.</summary>
    /// <returns>Whether there is a word in it.</returns>
    /// <exception cref="IOException">One of the files cannot be read or written.</exception>
    public static bool Write(string file, FuzzTarget target)
    {
        List<string> lines = target.Dictionary is null ? [] : [.. File.ReadAllLines(target.Dictionary)];
        lines.AddRange(target.Words.Concat(target.TakesLiterals ? LiteralsOf(target.Method) : []).Select(InHex).Distinct());
        File.WriteAllLines(file, lines);
        return lines.Count > 0;
    }

    private static IEnumerable<byte[]> LiteralsOf(FuzzMethod method)
    {
        AssemblyNeighbours neighbours = method.Neighbours;
        foreach ((string name, Predicate<TypeDefinition>? includes) in InstrumentedTarget.Instrumented(method.Instrument))
        {
            if (neighbours.PathToInstrument(new(name)) is { } path)
            {
                using ModuleDefinition module = ModuleDefinition.ReadModule(path);
                foreach (byte[] word in Literals.Of(module, includes))
                {
                    yield return word;
                }
            }
        }
    }

    // As libFuzzer reads it.
    private static string InHex(byte[] word) => $"\"{string.Concat(word.Select(b => $"\\x{b:x2}"))}\"";
}

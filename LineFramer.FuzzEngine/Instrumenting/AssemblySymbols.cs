using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LineFraming.FuzzEngine;

/// <summary>Finds the symbols of an assembly: portable ones, beside it or, as in many packages, within it.</summary>
internal static class AssemblySymbols
{
    /// <summary>The bytes of an assembly's portable PDB; null if there is none to be had.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="BadImageFormatException">The file is no assembly.</exception>
    public static byte[]? Of(string path)
    {
        string beside = Path.ChangeExtension(path, ".pdb");
        byte[]? symbols = File.Exists(beside) ? File.ReadAllBytes(beside) : null;

        // Older compilers write symbols of another format there.
        return symbols.AsSpan().StartsWith("BSJB"u8) ? symbols : Within(path);
    }

    private static unsafe byte[]? Within(string path)
    {
        using PEReader assembly = new(File.OpenRead(path));
        foreach (DebugDirectoryEntry entry in assembly.ReadDebugDirectory())
        {
            if (entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb)
            {
                using MetadataReaderProvider symbols = assembly.ReadEmbeddedPortablePdbDebugDirectoryData(entry);
                MetadataReader reader = symbols.GetMetadataReader();
                return new ReadOnlySpan<byte>(reader.MetadataPointer, reader.MetadataLength).ToArray();
            }
        }

        return null;
    }
}

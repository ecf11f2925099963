using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LineFraming.FuzzEngine;

/// <summary>Finds the portable PDB of an assembly: next to it or, as in many packages, embedded.</summary>
internal static class AssemblySymbols
{
    /// <summary>Reads the portable PDB of an assembly; null if there is none.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="BadImageFormatException">The file is not an assembly.</exception>
    public static byte[]? Of(string path)
    {
        string beside = Path.ChangeExtension(path, ".pdb");
        byte[]? symbols = File.Exists(beside) ? File.ReadAllBytes(beside) : null;

        // Older compilers write a PDB of another format.
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

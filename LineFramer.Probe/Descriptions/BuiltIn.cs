using System.Reflection;

namespace LineFraming.Probe;

/// <summary>The descriptions that the program brings with it.</summary>
internal static class BuiltIn
{
    private const string Extension = ".probe";

    /// <summary>The name of the description of the planted servers, which no other server speaks.</summary>
    public const string Planted = "planted";

    /// <summary>The names of the others, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(name => name[..^Extension.Length])
            .Where(name => name != Planted)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether there is one of this name.</summary>
    public static bool Has(string name) => name == Planted || Names.Contains(name);

    /// <summary>The text of one.</summary>
    public static byte[] Text(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name + Extension)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>One of them.</summary>
    public static Description Named(string name) => DescriptionReader.Read(name, name + Extension, Text(name));

    /// <summary>A built-in description by its name, or a file.</summary>
    /// <exception cref="DescriptionException">It is neither, or wrong.</exception>
    public static Description Find(string nameOrFile)
    {
        if (Has(nameOrFile))
        {
            return Named(nameOrFile);
        }

        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(nameOrFile);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            throw new DescriptionException($"\"{nameOrFile}\" is neither a protocol nor a file; protocols are {string.Join(", ", Names)}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DescriptionException($"\"{nameOrFile}\" cannot be read: {e.Message.TrimEnd('.')}.");
        }

        return DescriptionReader.Read(Path.GetFileNameWithoutExtension(nameOrFile), nameOrFile, bytes);
    }
}

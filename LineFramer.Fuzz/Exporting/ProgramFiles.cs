using System.Text.Json;

namespace LineFraming.Fuzz;

/// <summary>Copies this program and the runtime that runs it, so that exported targets need neither an SDK nor a runtime.</summary>
internal static class ProgramFiles
{
    private const string ProgramFolder = "app";
    private const string RuntimeFolder = "dotnet";
    private const string FolderOfFrameworks = "shared";
    private const string BaseFramework = "Microsoft.NETCore.App";

    private static string Source => Path.GetDirectoryName(ThisProgram.Assembly)!;

    private static string Name => Path.GetFileNameWithoutExtension(ThisProgram.Assembly);

    /// <summary>The path of this program's assembly in the folder.</summary>
    public static string Assembly => $"{ProgramFolder}/{Name}.dll";

    /// <summary>Copies the files and returns their paths, for the targets.</summary>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static TargetFile CopyTo(string folder)
    {
        foreach (string file in OfProgram())
        {
            Copy(Path.Combine(Source, file), Path.Combine(folder, ProgramFolder, file));
        }

        // A self-contained program has the runtime among its files.
        string hostfxr = NativeHost.FindHostfxr();
        string library = Path.GetFileName(hostfxr);
        if (Path.GetDirectoryName(hostfxr) == Source)
        {
            return new($"{ProgramFolder}/{library}", Assembly);
        }

        string copied = $"{RuntimeFolder}/host/fxr/{Path.GetFileName(Path.GetDirectoryName(hostfxr))}/{library}";
        Copy(hostfxr, Path.Combine(folder, copied));
        foreach (string framework in Frameworks())
        {
            string version = Path.GetFileName(framework);
            string name = Path.GetFileName(Path.GetDirectoryName(framework)!);
            CopyFramework(framework, Path.Combine(folder, RuntimeFolder, FolderOfFrameworks, name, version));
        }

        return new(copied, Assembly);
    }

    /// <summary>Copies a file to a folder that may not exist.</summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to, overwrite: true);
    }

    // A file without an extension is not a library but a program that writes dumps.
    private static void CopyFramework(string from, string to) =>
        Directory.GetFiles(from)
            .Where(file => Path.GetExtension(file) is ".dll" or ".so" or ".json")
            .ToList()
            .ForEach(file => Copy(file, Path.Combine(to, Path.GetFileName(file))));

    // Lists the files in the program's .deps.json, with their symbols, but not other files in its folder, such as its apphost.
    private static List<string> OfProgram()
    {
        using JsonDocument dependencies = Read($"{Name}.deps.json");
        string[] assets =
        [
            .. from target in dependencies.RootElement.GetProperty("targets").EnumerateObject()
               from library in target.Value.EnumerateObject()
               from kind in library.Value.EnumerateObject()
               where kind.Name is "runtime" or "native" or "resources" or "runtimeTargets"
               from asset in kind.Value.EnumerateObject()
               let file = FileOf(kind.Name, asset)
               where kind.Name != "runtimeTargets" || File.Exists(Path.Combine(Source, file))
               select file,
        ];
        IEnumerable<string> symbols = assets.Select(file => Path.ChangeExtension(file, ".pdb"))
            .Where(file => File.Exists(Path.Combine(Source, file)));
        return [.. assets, .. symbols, $"{Name}.deps.json", $"{Name}.runtimeconfig.json"];
    }

    // Returns the path at which publishing puts a file of a package.
    private static string FileOf(string kind, JsonProperty asset) => kind switch
    {
        "runtimeTargets" => asset.Name,
        "resources" => Path.Combine(asset.Value.GetProperty("locale").GetString()!, Path.GetFileName(asset.Name)),
        _ => Path.GetFileName(asset.Name),
    };

    // Lists the folders of the program's shared frameworks, in the versions that run it now.
    private static List<string> Frameworks()
    {
        using JsonDocument configuration = Read($"{Name}.runtimeconfig.json");
        JsonElement options = configuration.RootElement.GetProperty("runtimeOptions");
        HashSet<string> names = [BaseFramework];
        if (options.TryGetProperty("frameworks", out JsonElement several))
        {
            names.UnionWith(several.EnumerateArray().Select(framework => framework.GetProperty("name").GetString()!));
        }

        string assemblies = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        IEnumerable<string> folders = assemblies.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(assembly => Path.GetDirectoryName(assembly)!)
            .Distinct();
        return [.. folders.Where(folder => names.Contains(Path.GetFileName(Path.GetDirectoryName(folder)) ?? ""))];
    }

    private static JsonDocument Read(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Source, file)));
}

namespace LineFraming.Tests;

/// <summary>The library as it was compiled, without what tools add to it while they measure coverage or mutate it.</summary>
internal static class LibraryAssembly
{
    private static readonly string[] ToolNamespaces = ["Coverlet", "Stryker"];

    public static IEnumerable<Type> Types => typeof(LineDelimiter).Assembly.GetTypes().Where(type => !IsOfTool(type));

    private static bool IsOfTool(Type type) =>
        ToolNamespaces.Any(tool => type.Namespace?.StartsWith(tool, StringComparison.Ordinal) ?? false);
}

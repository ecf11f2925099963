using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>How to start this program again, by itself or by people.</summary>
internal static class ThisProgram
{
    private const string Executable = "LineFramer.Fuzz";
    private const string Tool = "lineframer-fuzz";

    /// <summary>Its assembly.</summary>
    public static string Assembly => typeof(ThisProgram).Assembly.Location;

    /// <summary>Where the native host is kept that was built here: in the checkout, or in the user's cache.</summary>
    public static string HostCache => Checkout.OfProgram()?.Folders.Artifacts ?? Path.Combine(UserCache ?? Environment.CurrentDirectory, Tool);

    private static string? UserCache => Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache) ? cache
        : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? Path.Combine(home, ".cache")
        : null;

    /// <summary>The native program with libFuzzer in it, which is built if it is neither here nor kept.</summary>
    /// <exception cref="FuzzRejectedException">Something is missing.</exception>
    public static HostProgram FindHost(FuzzFolders folders, bool install, TextWriter output) =>
        new(NativeHost.Find(NativeProgram.Host, HostCache, install, output), Assembly, folders);

    /// <summary>How to start it as a process.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments) => IsExecutable(Environment.ProcessPath)
        ? new(Environment.ProcessPath!, arguments)
        : new(ChildProcess.Dotnet, [Assembly, .. arguments]);

    /// <summary>The words before the command, for people to paste where it is run: by <c>dotnet run</c> if there is a checkout.</summary>
    public static string CommandIn(string folder) =>
        Checkout.OfProgram() is { } checkout ? $"dotnet run --project {ShellWord.Quote(checkout.Root == folder ? Executable : Path.Combine(checkout.Root, Executable))} --"
        : IsExecutable(Environment.ProcessPath) ? ShellWord.Quote(IsOnPath(Environment.ProcessPath!) ? Tool : Environment.ProcessPath!)
        : $"dotnet {ShellWord.Quote(Assembly)}";

    /// <summary>The words that name a method of one's own.</summary>
    public static IEnumerable<string> WordsOf(FuzzMethod method) =>
        ["--assembly", method.Assembly, "--method", method.Method, .. method.Expected.SelectMany(type => (string[])["--ignore", type])];

    /// <summary>The command that runs one input through a target again.</summary>
    public static string Replay(FuzzTarget target, string file)
    {
        IEnumerable<string> words = target switch
        {
            LineTarget { Outside: { } outside } => [target.Name, file, OwnMethodOptions.FramerAssembly, outside.Assembly, "--framer", outside.TypeName],
            LineTarget { Framer: { } framer } => [target.Name, file, "--framer", framer],
            { Method.Argument: null } => [.. WordsOf(target.Method), file],
            _ => [target.Name, file],
        };
        return $"{CommandIn(Environment.CurrentDirectory)} replay {string.Join(' ', words.Concat(ReplayLimits.WordsOf(target)).Select(ShellWord.Quote))}";
    }

    private static bool IsExecutable(string? path) =>
        Path.GetFileName(path) is Executable or $"{Executable}.exe" or Tool or $"{Tool}.exe";

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .FirstOrDefault(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, Path.GetFileName(program)))) is { } first
        && Path.GetFullPath(Path.Combine(first, Path.GetFileName(program))) == program;
}

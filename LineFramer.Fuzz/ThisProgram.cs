using System.Diagnostics;

namespace LineFraming.Fuzz;

/// <summary>Makes commands that start this program again, for child processes and for messages.</summary>
internal static class ThisProgram
{
    private const string Executable = "LineFramer.Fuzz";
    private const string Tool = "lineframer-fuzz";

    /// <summary>The path of the assembly.</summary>
    public static string Assembly => typeof(ThisProgram).Assembly.Location;

    /// <summary>The folder that caches native programs: in the checkout, or in the user's cache.</summary>
    public static string HostCache =>
        Checkout.OfProgram()?.Folders.Artifacts ?? Path.Combine(UserCache ?? Environment.CurrentDirectory, Tool);

    private static string? UserCache =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache) ? cache
        : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? Path.Combine(home, ".cache")
        : null;

    /// <summary>Finds the native host, or builds it.</summary>
    /// <exception cref="FuzzRejectedException">Something that is needed to build it is missing.</exception>
    public static HostProgram FindHost(FuzzFolders folders, bool install, TextWriter output) =>
        new(NativeHost.Find(NativeProgram.Host, HostCache, install, output), Assembly, folders);

    /// <summary>Makes the start information of this program.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments) => IsExecutable(Environment.ProcessPath)
        ? new(Environment.ProcessPath!, arguments)
        : new(ChildProcess.Dotnet, [Assembly, .. arguments]);

    /// <summary>Formats the start of a command line for a user in a folder: <c>dotnet run</c> if there is a checkout.</summary>
    public static string CommandIn(string folder) =>
        Checkout.OfProgram() is { } checkout ? $"dotnet run --project {ShellWord.Quote(ProjectIn(checkout, folder))} --"
        : IsExecutable(Environment.ProcessPath) ? ShellWord.Quote(IsOnPath(Environment.ProcessPath!) ? Tool : Environment.ProcessPath!)
        : $"dotnet {ShellWord.Quote(Assembly)}";

    /// <summary>Formats the options that name a user's method.</summary>
    public static IEnumerable<string> WordsOf(FuzzMethod method) =>
        ["--assembly", method.Assembly, "--method", method.Method, .. method.Expected.SelectMany(type => (string[])["--ignore", type])];

    /// <summary>Formats the command that runs one input through a target again.</summary>
    public static string Replay(FuzzTarget target, string file)
    {
        IEnumerable<string> words = target switch
        {
            LineTarget { External: { } external } =>
                [target.Name, file, UserMethodOptions.FramerAssembly, external.Assembly, "--framer", external.TypeName],
            LineTarget { Framer: { } framer } => [target.Name, file, "--framer", framer],
            { Method.Argument: null } => [.. WordsOf(target.Method), file],
            _ => [target.Name, file],
        };
        return $"{CommandIn(Environment.CurrentDirectory)} replay "
            + $"{string.Join(' ', words.Concat(ReplayLimits.WordsOf(target)).Select(ShellWord.Quote))}";
    }

    private static string ProjectIn(Checkout checkout, string folder) =>
        checkout.Root == folder ? Executable : Path.Combine(checkout.Root, Executable);

    private static bool IsExecutable(string? path) =>
        Path.GetFileName(path) is Executable or $"{Executable}.exe" or Tool or $"{Tool}.exe";

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .FirstOrDefault(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, Path.GetFileName(program)))) is { } first
        && Path.GetFullPath(Path.Combine(first, Path.GetFileName(program))) == program;
}

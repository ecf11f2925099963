using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that writes targets into a folder from which ClusterFuzz, ClusterFuzzLite and OSS-Fuzz run them.</summary>
internal static class ExportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string> folder = new("FOLDER") { Description = "The folder to write to. What is in it and goes by another name stays." };
        Argument<string[]> targets = new("TARGET")
        {
            Description = $"Targets, TARGET{ExportedTarget.MemberFollows}MEMBER for one over a member of the bug gallery, or planted bugs by name; without any, all targets.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> asan = new("--asan") { Description = "Build the executables with AddressSanitizer, as services that accept no others ask." };
        Option<bool> install = new("--install") { Description = "Install gcc and libFuzzer if the host has to be built and they are missing." };
        OwnMethodOptions own = new();
        Command export = new("export", "Writes a build folder for ClusterFuzz: an executable for each target, with program, runtime, seeds, dictionary and options. "
            + "CC, CXX and LIB_FUZZING_ENGINE are used if they are set. Exit code 0: written; 2: wrong use, a file that cannot be written, or the machine lacks something.")
        {
            folder, targets, asan, install,
        };
        own.ToName.Concat(own.ToFuzz).ToList().ForEach(export.Add);
        export.SetAction(parsed =>
        {
            try
            {
                string[] names = parsed.GetValue(targets) ?? [];
                List<ExportedTarget> exported = own.Find(parsed) is { } method ? [OwnTargetOf(method, names, own, parsed)] : [.. WithSeeds(names)];
                Write(Path.GetFullPath(parsed.GetRequiredValue(folder)), exported, parsed.GetValue(asan), parsed.GetValue(install), output);
                return FuzzExitCode.Nothing;
            }
            catch (FuzzRejectedException rejected)
            {
                error.WriteLine(rejected.Message);
                return rejected.ExitCode;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                error.WriteLine($"{parsed.GetRequiredValue(folder)} cannot be written: {failure.Message}");
                return FuzzExitCode.Rejected;
            }
        });
        return export;
    }

    private static ExportedTarget OwnTargetOf(FuzzMethod method, string[] names, OwnMethodOptions own, ParseResult parsed) => names.Length > 0
        ? throw new FuzzRejectedException($"Either targets or --assembly, not both: \"{names[0]}\" and {method.Assembly}.")
        : ExportedTarget.Of(OwnTarget.Of(method) with { Seeds = own.CorpusOf(parsed), Dictionary = own.DictionaryOf(parsed), TakesLiterals = true });

    // The seeds of a target would end every process over a known-bad framer before it begins to fuzz.
    private static IEnumerable<ExportedTarget> WithSeeds(string[] names)
    {
        Checkout? checkout = Checkout.Around(Environment.CurrentDirectory) ?? Checkout.OfProgram();
        return (names.Length > 0 ? names : LineTarget.All.Select(target => target.Name)).Distinct().Select(ExportedTarget.Named).Select(
            named => checkout is not null && named.Target is LineTarget { Framer: null } target ? named with { Target = target with { Seeds = checkout.SeedsOf(target) } } : named);
    }

    private static void Write(string folder, List<ExportedTarget> targets, bool isSanitized, bool install, TextWriter output)
    {
        NativeHost.ThrowIfNotOfThisMachine();
        Directory.CreateDirectory(folder);
        string scratch = Directory.CreateTempSubdirectory("lineframer-").FullName;
        try
        {
            string host = isSanitized || NamedCompiler.IsNamed
                ? Built(Path.Combine(scratch, NativeProgram.Host.Name), isSanitized)
                : NativeHost.Find(NativeProgram.Host, ThisProgram.HostCache, install, output);
            TargetFile file = ProgramFiles.CopyTo(folder);
            targets.ForEach(target => output.WriteLine(target.WriteTo(folder, host, file, isSanitized)));
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }

        output.WriteLine($"{targets.Count} {(targets.Count == 1 ? "target" : "targets")} in {folder}");
    }

    private static string Built(string file, bool isSanitized)
    {
        new NamedCompiler().Build(file, isSanitized);
        return file;
    }
}

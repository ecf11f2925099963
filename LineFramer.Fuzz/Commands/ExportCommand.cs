using System.CommandLine;

namespace LineFraming.Fuzz;

/// <summary>The command that exports targets to a folder for ClusterFuzz, ClusterFuzzLite and OSS-Fuzz.</summary>
internal static class ExportCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string> folder = new("FOLDER") { Description = "The folder to write to. Other files in it stay." };
        Argument<string[]> targets = new("TARGET")
        {
            Description = $"Targets, TARGET{ExportedTarget.MemberSeparator}MEMBER for a target that runs a member of the bug gallery, "
                + "or planted bugs. The default is all targets.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> asan = new("--asan") { Description = "Build the executables with AddressSanitizer, which some services require." };
        Option<bool> install = new("--install")
        {
            Description = "Install g++ and libFuzzer if they are missing and needed to build the host.",
        };
        UserMethodOptions own = new();
        Command export = new(
            "export",
            "Writes a build folder for ClusterFuzz: an executable for each target, with program, runtime, seeds, dictionary and options. "
            + "CC, CXX and LIB_FUZZING_ENGINE are used if they are set. Exit code 0: written; "
            + "2: invalid arguments, a file that cannot be read or written, or a missing dependency.")
        {
            folder, targets, asan, install,
        };
        own.ToName.Concat(own.ToFuzz).ToList().ForEach(export.Add);
        export.SetAction(parsed =>
        {
            try
            {
                string[] names = parsed.GetValue(targets) ?? [];
                string to = Path.TrimEndingDirectorySeparator(Path.GetFullPath(parsed.GetRequiredValue(folder)));
                List<ExportedTarget> exported = own.Find(parsed) is { } method
                    ? [UserMethodTargetOf(method, names, own, parsed)]
                    : [.. WithSeeds(names)];
                if (exported.Exists(target => target.IsOwn && Path.GetDirectoryName(target.Target.Method.Assembly) == to))
                {
                    throw new FuzzRejectedException(
                        $"The targets cannot be written to {to}: that is the folder of the assembly, which is exported with them.");
                }

                Write(to, exported, parsed.GetValue(asan), parsed.GetValue(install), output);
                return FuzzExitCode.Nothing;
            }
            catch (FuzzRejectedException rejected)
            {
                error.WriteLine(rejected.Message);
                return rejected.ExitCode;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                error.WriteLine($"Cannot export to {parsed.GetRequiredValue(folder)}: {failure.Message}");
                return FuzzExitCode.Rejected;
            }
        });
        return export;
    }

    private static ExportedTarget UserMethodTargetOf(FuzzMethod method, string[] names, UserMethodOptions own, ParseResult parsed) =>
        names.Length > 0
        ? throw new FuzzRejectedException($"Either targets or --assembly, not both: \"{names[0]}\" and {method.Assembly}.")
        : ExportedTarget.Of(UserMethodTarget.Of(method) with
        {
            Seeds = own.CorpusOf(parsed),
            Dictionary = own.DictionaryOf(parsed),
            TakesLiterals = true,
        });

    // A known-bad framer gets no seeds: they would end every process before it starts to fuzz.
    private static IEnumerable<ExportedTarget> WithSeeds(string[] names)
    {
        Checkout? checkout = Checkout.Around(Environment.CurrentDirectory) ?? Checkout.OfProgram();
        return (names.Length > 0 ? names : LineTarget.All.Select(target => target.Name)).Distinct().Select(ExportedTarget.Named).Select(
            named => checkout is not null && named.Target is LineTarget { Framer: null } target
                ? named with { Target = target with { Seeds = checkout.SeedsOf(target) } }
                : named);
    }

    private static void Write(string folder, List<ExportedTarget> targets, bool isSanitized, bool install, TextWriter output)
    {
        NativeHost.ThrowIfUnsupported();
        Directory.CreateDirectory(folder);
        string scratch = Directory.CreateTempSubdirectory("lineframer-").FullName;
        try
        {
            string host = isSanitized || EnvironmentCompiler.IsNamed
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
        new EnvironmentCompiler().Build(file, isSanitized);
        return file;
    }
}

using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using LineFraming.Fuzz;
using Xunit;

namespace LineFraming.Tests;

/// <summary>
/// Tests that exported targets need nothing but what is exported, and print the lines that ClusterFuzz reads. The native host
/// must be buildable.
/// </summary>
public sealed class ExportTests(ExportedFolder build) : IClassFixture<ExportedFolder>
{
    // The flags that a fuzzing bot passes, except for the time.
    private static readonly string[] Flags = ["-timeout=25", "-rss_limit_mb=2560", "-print_final_stats=1", "-seed=1"];

    [HostFact]
    public void A_target_runs_in_an_empty_environment()
    {
        string corpus = build.NewFolder();
        (int exit, string output) = Run("chunking", [.. Flags, "-runs=2000", corpus]);
        Assert.True(exit == 0, output);
        Assert.Matches(@"(?m)^INFO: Loaded \d+ PC tables \(\d+ PCs\)", output);
        Assert.Matches(@"(?m)^#\d+\s+INITED ", output);
        Assert.Matches(@"(?m)^stat::number_of_executed_units: *2000$", output);
        Assert.NotEmpty(Directory.GetFiles(corpus));
    }

    /// <summary>
    /// ClusterFuzz reads the kind, the frames of the state and the file of the input; the first kind in the report counts.
    /// </summary>
    [HostFact]
    public void A_finding_has_the_lines_that_ClusterFuzz_reads()
    {
        string artifacts = build.NewFolder();
        (int exit, string output) = Run("chunking__RedisStopsAtNul", [.. Flags, $"-artifact_prefix={artifacts}/"]);
        Assert.True(exit == 77, output);
        Assert.Matches(@"(?m)^==\d+== FATAL EXCEPTION: LineFraming\.Testing\.\w+$", output);
        Assert.DoesNotContain("ERROR: ", output[..output.IndexOf("FATAL EXCEPTION", StringComparison.Ordinal)], StringComparison.Ordinal);
        string[] state = [.. Regex.Matches(output, @"(?m)^\s*at (.*)\(.*\)").Select(frame => frame.Groups[1].Value.Split('(')[0]).Take(3)];
        string[] numbered =
        [
            .. Regex.Matches(output, @"(?m)^ {4}#\d+ 0x[0-9a-f]{12} in ([^\s(]+)\(.*\) .+$")
                .Select(frame => frame.Groups[1].Value)
                .Take(3),
        ];
        Assert.Equal(3, state.Length);
        Assert.Equal(state, numbered);
        Assert.Contains($"DEDUP_TOKEN: {string.Join("--", state)}\n", output, StringComparison.Ordinal);
        string artifact = Regex.Match(output, "(?m)^.*Test unit written to (.*)$").Groups[1].Value;
        Assert.Equal(Assert.Single(Directory.GetFiles(artifacts)), artifact);
        Assert.StartsWith("crash-", Path.GetFileName(artifact), StringComparison.Ordinal);
        Assert.DoesNotContain("==INPUT: ", output, StringComparison.Ordinal);
        Assert.Equal(77, Run("chunking__RedisStopsAtNul", ["-runs=100", artifact]).Exit);
    }

    [HostFact]
    public void A_signal_is_reported_as_libFuzzer_reports_it()
    {
        string artifacts = build.NewFolder();
        (int exit, string output) = Run("stack-overflow", [.. Flags, $"-artifact_prefix={artifacts}/"]);
        Assert.True(exit == 77, output);
        Assert.Matches(@"(?m)^==\d+== ERROR: libFuzzer: deadly signal \d+\nSUMMARY: libFuzzer: deadly signal$", output);
        Assert.Single(Directory.GetFiles(artifacts));
    }

    [HostFact]
    public void A_method_of_a_user_is_a_target()
    {
        (int exit, string output) = Run(ExportedFolder.Own, [.. Flags, $"-artifact_prefix={build.NewFolder()}/"]);
        Assert.True(exit == 77, output);
        Assert.Matches(@"(?m)^==\d+== FATAL EXCEPTION: System\.InvalidOperationException$", output);
        Assert.Contains(" in LineFraming.Tests.SampleMethods.OfSpan(", output, StringComparison.Ordinal);
    }

    [HostFact]
    public void The_environment_overrides_the_file_of_a_target()
    {
        (int exit, string output) = Run(
            "chunking",
            [.. Flags, $"-artifact_prefix={build.NewFolder()}/"],
            ("LINEFRAMING_FUZZ_TARGET_ARGUMENT", "chunking RedisStopsAtNul"));
        Assert.True(exit == 77, output);
    }

    [HostFact]
    public void An_executable_without_its_file_reports_what_is_missing()
    {
        string alone = Path.Combine(build.NewFolder(), "alone");
        File.Copy(Path.Combine(build.FullName, "chunking"), alone);
        (int exit, string output) = ExportedFolder.Run(alone, ["-runs=1"]);
        Assert.Equal(78, exit);
        Assert.Contains("LINEFRAMING_FUZZ_HOSTFXR", output, StringComparison.Ordinal);
        File.WriteAllText($"{alone}.target", "hostfxr=x\nprogramme=y\n");
        (exit, output) = ExportedFolder.Run(alone, ["-runs=1"]);
        Assert.Equal(78, exit);
        Assert.Contains("unknown key in the target's file: programme", output, StringComparison.Ordinal);
    }

    [HostFact]
    public void No_other_file_in_the_folder_looks_like_a_target() => Assert.Equal(
        ExportedFolder.Names.Order(StringComparer.Ordinal),
        Directory.GetFiles(build.FullName, "*", SearchOption.AllDirectories)
            .Where(ExportedTarget.LooksLikeTarget)
            .Select(file => Path.GetRelativePath(build.FullName, file))
            .Order(StringComparer.Ordinal));

    [HostFact]
    public void A_target_has_seeds_a_dictionary_and_options()
    {
        using (ZipArchive seeds = ZipFile.OpenRead(Path.Combine(build.FullName, "chunking_seed_corpus.zip")))
        {
            Assert.Equal(Directory.GetFiles(Path.Combine(Repository.Root, "corpus", "chunking")).Length, seeds.Entries.Count);
        }

        Assert.Equal(
            ["[libfuzzer]", $"max_len={LineTarget.All[0].MaxLength}"],
            File.ReadAllLines(Path.Combine(build.FullName, "chunking.options")));
        Assert.All(
            File.ReadAllLines(Path.Combine(build.FullName, "chunking.dict")),
            word => Assert.Matches(@"^""(\\x[0-9a-f]{2})+""$", word));
        Assert.False(File.Exists(Path.Combine(build.FullName, "chunking__RedisStopsAtNul_seed_corpus.zip")));
    }

    /// <summary>The root has the C library, /proc and two devices, the build folder is read-only, and there is no network.</summary>
    [SkippableFact]
    [Trait(nameof(ICategorized.Category), CategoryDiscoverer.Session)]
    public void A_target_runs_in_a_minimal_root_from_a_read_only_folder()
    {
        string? reason = LongFactAttribute.WhyNot ?? NativeHost.UnavailableReason(NativeProgram.Host, ThisProgram.HostCache);
        Skip.IfNot(reason is null, reason);
        string[] unshareFlags = Needs.RootOfItsOwn();
        const string Script = """
            set -e
            root=$1 build=$2
            shift 2
            mkdir -p "$root/proc" "$root/dev" "$root/tmp" "$root/out"
            touch "$root/dev/null" "$root/dev/urandom"
            for bound in /proc /dev/null /dev/urandom; do mount --bind "$bound" "$root$bound"; done
            for bound in /lib /lib64 /usr/lib; do
                [ -e "$bound" ] || continue
                mkdir -p "$root$bound"
                mount --bind "$bound" "$root$bound"
            done
            mount --bind "$build" "$root/out"
            mount -o remount,bind,ro "$root/out"
            if touch "$root/out/written" 2>/dev/null; then exit 1; fi
            chroot=$(command -v chroot)
            cd /
            exec env -i "$chroot" "$root" /out/chunking "$@"
            """;
        ProcessStartInfo start = new(
            "unshare", [.. unshareFlags, "bash", "-c", Script, "root", build.NewFolder(), build.FullName, .. Flags, "-runs=2000"])
        {
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        Assert.Matches("(?m)^stat::number_of_executed_units: *2000$", output);
    }

    private (int Exit, string Output) Run(string target, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        ExportedFolder.Run(Path.Combine(build.FullName, target), arguments, environment);
}

using LineFraming.Fuzz;
using LineFraming.Testing;
using Xunit;

namespace LineFraming.Tests;

/// <summary>Tests the files of an exported target that can be written without the native host.</summary>
public sealed class ExportedTargetTests
{
    private static readonly string Here = typeof(ExportedTargetTests).Assembly.Location;

    /// <summary>The strictest service allows these characters only.</summary>
    [Fact]
    public void Every_name_is_valid_for_all_services()
    {
        string[] names =
        [
            .. FuzzCommandLine.WithPlanted.Select(target => target.Name),
            .. BugGallery.All.Select(member => $"chunking__{member.Name}"),
            ExportedTarget.Of(UserMethodTarget.Of(FuzzMethod.Find(Here, "LineFraming.Tests.SampleMethods.OfSpan", []))).Name,
        ];
        Assert.All(names, name => Assert.Matches("^[a-zA-Z0-9_-]+$", name));
        Assert.Contains("LineFraming_Tests_SampleMethods_OfSpan", names);
    }

    [Fact]
    public void A_name_selects_a_target_a_planted_bug_or_a_gallery_member()
    {
        Assert.Equal("chunking", ExportedTarget.Named("chunking").Target.Method.Argument);
        Assert.Equal("stack-overflow", ExportedTarget.Named("stack-overflow").Target.Method.Argument);
        Assert.Equal("chunking RedisStopsAtNul", ExportedTarget.Named("chunking__RedisStopsAtNul").Target.Method.Argument);
    }

    [Theory]
    [InlineData("chunking", "an ELF with LLVMFuzzerTestOneInput in it", true)]
    [InlineData("chunking.exe", "an ELF with LLVMFuzzerRunDriver in it", true)]
    [InlineData("any_fuzzer", "", true)]
    [InlineData("any_fuzz_test.par", "", true)]
    [InlineData("apphost", "nothing", false)]
    [InlineData("library.so", "an ELF with LLVMFuzzerTestOneInput in it", false)]
    [InlineData("LineFramer.Fuzz", "an ELF with LLVMFuzzerTestOneInput in it", false)]
    public void Files_that_a_service_runs_as_targets_are_recognized(string name, string content, bool expected)
    {
        using TestFolder folder = new();
        string file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, content);
        Assert.Equal(expected, ExportedTarget.LooksLikeTarget(file));
    }

    [Theory]
    [InlineData("out/targets")]
    [InlineData("out/targets/")]
    [InlineData(".")]
    public void The_folder_of_the_assembly_is_copied_without_the_targets(string folder)
    {
        using TestFolder root = new();
        string source = Directory.CreateDirectory(Path.Combine(root.FullName, "out")).FullName;
        string targets = Directory.CreateDirectory(Path.Combine(root.FullName, folder)).FullName;
        File.WriteAllText(Path.Combine(source, "Own.dll"), "");
        File.WriteAllText(Path.Combine(targets, "left.json"), "of an earlier export");
        FuzzMethod method = new(Path.Combine(source, "Own.dll"), "Own.Type.Read", ["Own"]);
        ExportedTarget target = ExportedTarget.Of(UserMethodTarget.Of(method));
        Assert.Equal("own/Own_Type_Read/Own.dll", target.CopyOwn(Path.Combine(root.FullName, folder)));
        string copied = Path.Combine(targets, "own", "Own_Type_Read");
        Assert.Equal([Path.Combine(copied, "Own.dll")], Directory.GetFiles(copied, "*", SearchOption.AllDirectories));
    }

    /// <summary>A link to its own parent would be copied without end.</summary>
    [LinuxFact]
    public void A_link_to_a_folder_is_not_followed_but_named()
    {
        using TestFolder root = new();
        string source = Directory.CreateDirectory(Path.Combine(root.FullName, "out")).FullName;
        File.WriteAllText(Path.Combine(source, "Own.dll"), "");
        Directory.CreateSymbolicLink(Path.Combine(source, "back"), root.FullName);
        ExportedTarget target = ExportedTarget.Of(UserMethodTarget.Of(new(Path.Combine(source, "Own.dll"), "Own.Type.Read", ["Own"])));
        string host = Path.Combine(root.FullName, "host");
        File.WriteAllText(host, "");
        string targets = Path.Combine(root.FullName, "targets");
        string written = target.WriteTo(targets, host, new TargetFile("host.so", "Program.dll"), isSanitized: false);
        Assert.EndsWith(", without back, which is a link to a folder", written, StringComparison.Ordinal);
        string copied = Path.Combine(targets, "own", "Own_Type_Read");
        Assert.Equal([Path.Combine(copied, "Own.dll")], Directory.GetFiles(copied, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void The_file_of_a_target_has_a_line_for_each_setting()
    {
        using TestFolder folder = new();
        string target = Path.Combine(folder.FullName, "own");
        FuzzMethod method = new("/any/Own.dll", "Own.Type.Read", ["Own", "Other:Some.Type"])
        {
            Argument = "one two",
            Expected = ["FormatException"],
        };
        new TargetFile("dotnet/host/fxr/1.0.0/libhostfxr.so", "app/Program.dll").Write(target, method, "own/Own.dll");
        string[] expected =
        [
            "hostfxr=dotnet/host/fxr/1.0.0/libhostfxr.so",
            "program=app/Program.dll",
            "assembly=own/Own.dll",
            "method=Own.Type.Read",
            "argument=one two",
            "instrument=Own",
            "instrument=Other:Some.Type",
            "ignore=FormatException",
        ];
        Assert.Equal(expected, File.ReadAllLines($"{target}.target"));
    }
}

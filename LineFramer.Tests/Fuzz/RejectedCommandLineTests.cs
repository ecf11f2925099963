using System.CommandLine;
using System.ComponentModel;
using LineFraming.Fuzz;
using Xunit;
using static LineFraming.Tests.FuzzCommandLineTests;

namespace LineFraming.Tests;

/// <summary>Tests that invalid command lines of the fuzzing program are rejected in one line.</summary>
public sealed class RejectedCommandLineTests
{
    [Theory]
    [InlineData("\"nope\" is not a target; the targets are chunking,", "replay", "nope")]
    [InlineData("\"nope\" is not a target; the targets are chunking,", "fuzz", "nope")]
    [InlineData("--seconds must be a number greater than 0", "fuzz", "chunking", "--seconds", "0")]
    [InlineData("--seconds must be a number greater than 0, such as 90 or 0.5, not \"0,5\"", "fuzz", "chunking", "--seconds", "0,5")]
    [InlineData("--seconds must be a number greater than 0", "fuzz", "chunking", "--seconds", "NaN")]
    [InlineData("--seconds must be a number greater than 0", "fuzz", "chunking", "--seconds", "soon")]
    [InlineData("--seconds must be a number greater than 0", "minimize", "chunking", "file", "--seconds", "-1")]
    [InlineData("--jobs must be at least 1", "fuzz", "chunking", "--jobs", "0")]
    [InlineData("--jobs must be at least 1 and at most 256, not 1000", "fuzz", "chunking", "--jobs", "1000")]
    [InlineData("--engine must be one of in-process, sharpfuzz, not \"afl\"", "fuzz", "chunking", "--engine", "afl")]
    [InlineData("--engine must be one of in-process, sharpfuzz, not \"both\"", "fuzz", "chunking", "--engine", "both")]
    [InlineData("--engine must be one of in-process, sharpfuzz, both, not \"all\"", "selftest", "--engine", "all")]
    [InlineData("SharpFuzz does not know which methods it counts", "fuzz", "chunking", "--engine", "sharpfuzz", "--", "-print_coverage=1")]
    [InlineData(
        "SharpFuzz does not know which methods it counts", "fuzz", "chunking", "--engine", "sharpfuzz", "--", "-focus_function=auto")]
    [InlineData(
        "cannot take -max_len=1048577: its inputs have at most 1048576 bytes.", "fuzz", "chunking", "--engine", "sharpfuzz", "--",
        "-max_len=1048577")]
    [InlineData("must have a number that libFuzzer accepts", "fuzz", "chunking", "--engine", "sharpfuzz", "--", "-seed=x")]
    [InlineData("LINEFRAMING_FUZZ_TARGET must name a target: ", "sharpfuzz")]
    [InlineData("all needs --seconds", "fuzz", "all")]
    [InlineData("\"Nope\" is not in the gallery", "fuzz", "chunking", "--framer", "Nope")]
    [InlineData("\"Nope\" is not in the gallery", "replay", "chunking", "--framer", "Nope")]
    [InlineData("pipe does not take --framer", "fuzz", "pipe", "--framer", "RedisStopsAtNul")]
    [InlineData("--seconds must be a number greater than 0", "selftest", "--seconds", "0")]
    [InlineData("\"seed=1\" is not a flag", "fuzz", "chunking", "--", "seed=1")]
    [InlineData("Cannot read ", "replay", "chunking", "/no/such/file")]
    [InlineData("\"nope\" is not a target; the targets are chunking,", "coverage", "nope")]
    [InlineData("\"nope\" is not a target; the targets are chunking,", "distil", "nope")]
    [InlineData("Cannot read /no/such/folder: it does not exist.", "distil", "chunking", "/no/such/folder")]
    [InlineData("Cannot read /no/such/folder: it does not exist.", "coverage", "all", "/no/such/folder")]
    [InlineData("\"nope\" is not a target; the targets are chunking,", "minimize", "nope", "file")]
    [InlineData("\"Nope\" is not in the gallery", "minimize", "chunking", "file", "--framer", "Nope")]
    [InlineData("--seconds must be a number greater than 0", "minimize", "chunking", "file", "--seconds", "0")]
    [InlineData("Could not find file '/no-such-file'", "minimize", "chunking", "/no-such-file")]
    [InlineData("Cannot read /no/such/file", "coverage", "chunking", "/no/such/file")]
    [InlineData("\"nope\" is not a target; the targets are chunking,", "export", "/no/such/folder", "nope")]
    [InlineData("\"Nope\" is not in the gallery", "export", "/no/such/folder", "chunking__Nope")]
    [InlineData("pipe cannot run a member of the gallery.", "export", "/no/such/folder", "pipe__RedisStopsAtNul")]
    [InlineData("--method needs --assembly.", "export", "/no/such/folder", "--method", "A.B")]
    [InlineData("Cannot read the assembly /no/such.dll", "export", "/no/such/folder", "--assembly", "/no/such.dll", "--method", "A.B")]
    [InlineData("Required argument missing", "export")]
    [InlineData("Unrecognized command or argument", "frob")]
    [InlineData("Required argument missing", "encode", "file")]
    [InlineData("is no escape", "encode", "file", @"\q")]
    [InlineData("is not one byte", "encode", "file", "\u20ac")]
    [InlineData("up to 12 chunk sizes", "encode", "file", "a", "--chunks", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1")]
    [InlineData("a limit up to 254 or of 1100", "encode", "file", "a", "--limit", "255")]
    [InlineData("cannot represent --limit -1", "encode", "/dev/null", "a", "--limit", "-1")]
    [InlineData("cannot represent --limit 4 with --policy 7", "encode", "/dev/null", "a", "--policy", "7")]
    [InlineData("cannot represent --limit 0 with --policy Split", "encode", "/dev/null", "a", "--limit", "0", "--policy", "Split")]
    [InlineData("The input is missing", "minimize", "chunking")]
    [InlineData("Cannot parse argument '256'", "encode", "file", "a", "--chunks", "256")]
    public void An_invalid_command_line_is_one_line_and_exit_code_2(string expected, params string[] arguments)
    {
        (int exit, string output, string error) = Run(arguments);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    [Fact]
    public void An_invalid_command_line_keeps_the_findings_of_an_earlier_session()
    {
        using TestFolder folder = new();
        string file = Path.Combine(folder.FullName, "found.json");
        File.WriteAllText(file, "[1]");
        Assert.Equal(2, Run("fuzz", "nope", "--json", file).Exit);
        Assert.Equal("[1]", File.ReadAllText(file));
    }

    [Fact]
    public void Another_program_that_cannot_be_started_is_one_line()
    {
        StringWriter error = new();
        Assert.Equal(2, FuzzCommandLine.Run(["list"], new NoProgram(), error));
        Assert.Equal($"There is no dotnet.{Environment.NewLine}", error.ToString());
    }

    [LinuxFact]
    public void A_folder_that_cannot_be_written_is_named_by_export()
    {
        (int exit, string output, string error) = Run("export", "/dev/null/x", "chunking");
        Assert.Equal((2, ""), (exit, output));
        Assert.StartsWith("Cannot export to /dev/null/x: ", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    /// <summary>Tries each option and each argument of each command; other required arguments have a value.</summary>
    [Fact]
    public void An_empty_value_is_one_line_and_exit_code_2()
    {
        foreach (Command command in FuzzCommandLine.Create(TextWriter.Null, TextWriter.Null).Subcommands)
        {
            string[] required = [.. command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0).Select(_ => "x")];
            Assert.All(
                command.Options.Where(option => option.ValueType != typeof(bool)),
                option => AssertEmptyIsRejected([command.Name, .. required, option.Name, ""]));
            Assert.All(
                Enumerable.Range(0, command.Arguments.Count).Where(index => command.Arguments[index].Name != EncodeCommand.StreamName),
                index => AssertEmptyIsRejected([command.Name, .. Enumerable.Repeat("x", index), "", .. required.Skip(index + 1)]));
        }

        static void AssertEmptyIsRejected(string[] arguments)
        {
            (int exit, string output, string error) = Run(arguments);
            Assert.True((exit, output) == (2, ""), $"{string.Join(' ', arguments)}: exit code {exit}, {output}");
            Assert.Equal(1, error.Count(c => c == '\n'));
            Assert.Contains("See --help.", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("list")]
    [InlineData("--help")]
    [InlineData("replay", "writer")]
    [InlineData("encode", "/dev/null", "a")]
    public void An_output_that_cannot_be_written_is_one_line_and_exit_code_2(params string[] arguments)
    {
        StringWriter error = new();
        using StreamWriter output = new(new ClosedStream()) { AutoFlush = true };
        string[] words = [.. arguments.Select(word => word == "writer" ? Path.Combine(Repository.Root, "corpus", word) : word)];
        Assert.Equal(
            2,
            FuzzCommandLine.Run(words.Length > 1 && words[0] == "replay" ? ["replay", "writer", words[1]] : words, output, error));
        Assert.Equal($"Standard output cannot be written: closed{Environment.NewLine}", error.ToString());
    }

    [Fact]
    public void An_error_that_cannot_be_written_still_sets_the_exit_code()
    {
        using StreamWriter closed = new(new ClosedStream()) { AutoFlush = true };
        Assert.Equal(2, FuzzCommandLine.Run(["frob"], TextWriter.Null, closed));
    }

    private sealed class ClosedStream : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("closed");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("closed");
    }

    /// <summary>Fails at the first line as the start of a program does.</summary>
    private sealed class NoProgram : StringWriter
    {
        public override void WriteLine(string? value) => throw new Win32Exception("There is no dotnet.");
    }
}
